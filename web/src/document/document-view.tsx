import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Document } from '@ledger-lift/server/contract'
import { ApiError } from '../api/client.ts'
import { isActive, useDocument } from '../api/documents.ts'
import { useProgress } from '../api/progress.ts'
import { keys } from '../api/queries.ts'
import { addresses, Link, useTitle } from '../navigation.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ProblemNotice } from '../ui/problem.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { AuditTrail } from './audit-trail.tsx'
import { DocumentHead } from './document-head.tsx'
import { Notes } from './notes.tsx'
import { PasswordForm, wantsPassword } from './password-form.tsx'
import { Working } from './working.tsx'
import { Workbench } from './workbench.tsx'

type Tab = 'tables' | 'trail'

export function DocumentView({ id }: { readonly id: string }) {
  const { data: document, error, refetch } = useDocument(id)
  useTitle(document?.original_filename)
  if (document !== undefined) return <Known document={document} />
  if (error === null) return <div className="skeleton tall" role="status" aria-label="Loading the document" />
  if (error instanceof ApiError && error.status === 404) {
    return (
      <EmptyState title="There is no such document">
        <p>It may have been deleted.</p>
        <Link href={addresses.home}>Go to the documents</Link>
      </EmptyState>
    )
  }
  return (
    <ProblemNotice error={error}>
      <button type="button" onClick={() => void refetch()}>
        Try again
      </button>
    </ProblemNotice>
  )
}

function Known({ document }: { readonly document: Document }) {
  const [tab, setTab] = useState<Tab>('tables')
  const active = isActive(document)
  useProgress(document.id, active)
  useFreshResult(document.id, active)
  // Set with the first result. Worked again, a document keeps its result until the new one is there.
  const hasResult = document.page_count !== null
  return (
    <article className="document">
      <DocumentHead document={document} hasResult={hasResult} />
      <Working document={document} />
      {hasResult && <Notes id={document.id} />}
      {wantsPassword(document) && <PasswordForm id={document.id} />}
      <Tabs<Tab>
        label="Views of the document"
        value={tab}
        onChange={setTab}
        tabs={[
          ['tables', 'Tables'],
          ['trail', 'Audit trail'],
        ]}
      >
        {tab === 'tables' && document.page_count !== null && (
          <Workbench id={document.id} pageCount={document.page_count} />
        )}
        {tab === 'tables' && !hasResult && active && (
          <p className="muted">The tables appear here when the document is done.</p>
        )}
        {tab === 'tables' && !hasResult && !active && <p className="muted">This document has no result.</p>}
        {tab === 'trail' && <AuditTrail id={document.id} active={active} />}
      </Tabs>
    </article>
  )
}

/** Asks for pages, tables and events anew when the work has ended. */
function useFreshResult(id: string, active: boolean): void {
  const queries = useQueryClient()
  const wasActive = useRef(active)
  useEffect(() => {
    if (wasActive.current && !active) void queries.invalidateQueries({ queryKey: keys.document(id) })
    wasActive.current = active
  }, [id, active, queries])
}
