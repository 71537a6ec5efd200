import type { Page } from '@ledger-lift/server/contract'
import { usePageArtifacts, type Cell, type TableArtifact } from '../api/documents.ts'
import { PageImage } from './page-image.tsx'
import { PageTurner } from './page-turner.tsx'

interface PagePaneProps {
  readonly documentId: string
  readonly pages: readonly Page[]
  readonly number: number
  readonly table: TableArtifact | undefined
  readonly cell: Cell | undefined
  readonly onPage: (page: number) => void
  readonly onTable: (tableId: string) => void
  readonly onCell: (table: TableArtifact, cell: Cell) => void
}

export function PagePane({ documentId, pages, number, table, cell, onPage, onTable, onCell }: PagePaneProps) {
  const { data: artifacts = [] } = usePageArtifacts(documentId, number, true)
  const page = pages.find((known) => known.number === number)
  return (
    <section className="page-pane" aria-label="Page">
      <PageTurner number={number} count={pages.length} onPage={onPage} />
      {page !== undefined && (
        <>
          <PageImage
            key={number}
            page={page}
            address={page.preview_url}
            artifacts={artifacts}
            table={table}
            cell={cell}
            onTable={onTable}
            onCell={onCell}
          />
          {page.notes.map((note) => (
            <p key={note.code} className="note">
              {note.message}
            </p>
          ))}
        </>
      )}
    </section>
  )
}
