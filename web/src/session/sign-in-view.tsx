import { useState, type FormEvent } from 'react'
import { useTitle } from '../navigation.tsx'
import { ProblemNotice } from '../ui/problem.tsx'
import { useSignIn } from './session.ts'

/** `problem`: why a link did not sign in. */
export function SignInView({ problem }: { readonly problem?: unknown }) {
  useTitle('Sign in')
  const [credential, setCredential] = useState('')
  const signIn = useSignIn()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate(credential.trim())
  }
  const error = signIn.error ?? problem
  return (
    <form className="sign-in" onSubmit={submit}>
      <h1>Sign in</h1>
      <p>
        On this machine, open the link that <code>npm start</code> printed, or get a new one with{' '}
        <code>npx ledger-lift token --link</code>. Elsewhere, paste your API key or access token.
      </p>
      <label>
        Key
        <input
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          required
          placeholder="ll_live_…"
          value={credential}
          onChange={({ target }) => setCredential(target.value)}
        />
      </label>
      <button className="primary" type="submit" disabled={signIn.isPending}>
        Sign in
      </button>
      {error !== null && error !== undefined && <ProblemNotice error={error} />}
    </form>
  )
}
