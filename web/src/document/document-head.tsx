import { useState } from 'react'
import type { Document } from '@ledger-lift/server/contract'
import { isActive, useDelete, useReprocess } from '../api/documents.ts'
import { StatusBadge } from '../documents/status.tsx'
import { addresses, Link, navigate } from '../navigation.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { bytes, count, time } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { ProblemNotice } from '../ui/problem.tsx'
import { Downloads } from './downloads.tsx'

interface DocumentHeadProps {
  readonly document: Document
  readonly hasResult: boolean
}

export function DocumentHead({ document, hasResult }: DocumentHeadProps) {
  const { id, original_filename: name, page_count: pages, sha256_hash: hash } = document
  return (
    <header className="document-head">
      <Link href={addresses.home} className="back">
        <Icon name="left" /> Documents
      </Link>
      <h1>{name}</h1>
      <p className="facts">
        <StatusBadge status={document.processing_status} />
        {pages !== null && <span>{count(pages, 'page')}</span>}
        <span>{bytes(document.file_size)}</span>
        <span>added {time(document.created_at)}</span>
        {hash !== null && (
          <span title={`SHA-256 ${hash}`}>
            SHA-256 <code>{hash.slice(0, 12)}…</code>
          </span>
        )}
      </p>
      <div className="head-actions">
        {hasResult && <Downloads id={id} name={name} />}
        <Manage document={document} />
      </div>
    </header>
  )
}

function Manage({ document }: { readonly document: Document }) {
  const [asking, setAsking] = useState(false)
  const reprocess = useReprocess(document.id)
  const remove = useDelete(document.id)
  const error = reprocess.error ?? remove.error
  const confirm = () => {
    remove.mutate(undefined, { onSuccess: () => navigate(addresses.home), onError: () => setAsking(false) })
  }
  return (
    <div className="actions">
      {!isActive(document) && (
        <button type="button" disabled={reprocess.isPending} onClick={() => reprocess.mutate()}>
          Process again
        </button>
      )}
      <button type="button" className="quiet-danger" onClick={() => setAsking(true)}>
        Delete
      </button>
      {error !== null && <ProblemNotice error={error} />}
      {asking && (
        <ConfirmDialog
          title="Delete this document?"
          action="Delete for good"
          busy={remove.isPending}
          onConfirm={confirm}
          onCancel={() => setAsking(false)}
        >
          <p>
            <strong>{document.original_filename}</strong>, its pages and everything found in it are removed.
            The audit trail keeps that it was here, with hashes and no content.
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}
