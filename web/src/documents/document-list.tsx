import { useState } from 'react'
import type { Document } from '@ledger-lift/server/contract'
import { isActive, type ListFilter } from '../api/documents.ts'
import { useProgress } from '../api/progress.ts'
import { addresses, Link } from '../navigation.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ago, bytes, exactTime } from '../ui/format.ts'
import { ProgressMeter, stageText, StatusBadge } from './status.tsx'

interface DocumentListProps {
  readonly items: readonly Document[]
  readonly next: string | null
  readonly filter: ListFilter
  readonly onFilter: (filter: ListFilter) => void
}

/** Documents followed by a stream of their own; the others by the list, every two seconds. */
const FOLLOWED = 2

export function DocumentList({ items, next, filter, onFilter }: DocumentListProps) {
  // The cursors that led here, so that there is a way back.
  const [before, setBefore] = useState<readonly (string | null)[]>([])
  const back = filter.cursor === null ? [] : before
  const followed = new Set(items.filter((item) => item.processing_status === 'PROCESSING').slice(0, FOLLOWED))
  if (items.length === 0)
    return <EmptyState title="No document matches">Change the name or the status.</EmptyState>
  return (
    <>
      <table className="documents">
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Pages
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Added</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <DocumentRow key={item.id} document={item} followed={followed.has(item)} />
          ))}
        </tbody>
      </table>
      {(next !== null || back.length > 0) && (
        <nav className="actions pager" aria-label="More documents">
          <button
            type="button"
            disabled={back.length === 0}
            onClick={() => {
              setBefore(back.slice(0, -1))
              onFilter({ ...filter, cursor: back.at(-1) ?? null })
            }}
          >
            Newer
          </button>
          <button
            type="button"
            disabled={next === null}
            onClick={() => {
              setBefore([...back, filter.cursor])
              onFilter({ ...filter, cursor: next })
            }}
          >
            Older
          </button>
        </nav>
      )}
    </>
  )
}

function DocumentRow({ document, followed }: { readonly document: Document; readonly followed: boolean }) {
  useProgress(document.id, followed)
  const active = isActive(document)
  const pages = document.page_count ?? document.progress.pages_total
  return (
    <tr>
      <th scope="row">
        <Link href={addresses.document(document.id)}>{document.original_filename}</Link>
      </th>
      <td className="status-cell">
        <StatusBadge status={document.processing_status} />
        {active && document.processing_status === 'PROCESSING' && (
          <span className="stage">
            {stageText(document.progress)}
            <ProgressMeter document={document} />
          </span>
        )}
        {!active && document.error_message !== null && (
          <span className="stage">{document.error_message}</span>
        )}
      </td>
      <td className="number" data-label={pages === 1 ? 'page' : 'pages'} data-known={pages !== null}>
        {pages?.toLocaleString('en') ?? '–'}
      </td>
      <td className="number">{bytes(document.file_size)}</td>
      <td className="muted" title={exactTime(document.created_at)}>
        {ago(document.created_at)}
      </td>
    </tr>
  )
}
