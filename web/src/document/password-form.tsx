import { useId, useState, type FormEvent } from 'react'
import type { Document } from '@ledger-lift/server/contract'
import { useReprocess } from '../api/documents.ts'
import { ProblemNotice } from '../ui/problem.tsx'

/** Whether the document failed for want of its password. */
export const wantsPassword = ({ processing_status: status, error_code: code }: Document): boolean =>
  status === 'FAILED' && (code === 'document.password_required' || code === 'document.password_wrong')

export function PasswordForm({ id }: { readonly id: string }) {
  const field = useId()
  const [password, setPassword] = useState('')
  const reprocess = useReprocess(id)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    reprocess.mutate(password)
  }
  return (
    <form className="unlock" onSubmit={submit}>
      <label htmlFor={field}>Password of the document</label>
      <div className="actions">
        <input
          id={field}
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={127}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <button className="primary" type="submit" disabled={reprocess.isPending}>
          Open and process
        </button>
      </div>
      <p className="muted">It is used for this processing only and not kept.</p>
      {reprocess.error !== null && <ProblemNotice error={reprocess.error} />}
    </form>
  )
}
