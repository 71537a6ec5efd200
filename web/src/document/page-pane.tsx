import type { Page } from '@ledger-lift/server/contract'
import { useFigures, type Cell, type TableArtifact } from '../api/documents.ts'
import { PageImage } from './page-image.tsx'
import { PageTurner } from './page-turner.tsx'
import { standsOn } from './selection.ts'

interface PagePaneProps {
  readonly documentId: string
  readonly pages: readonly Page[]
  /** Of the file: some may not be among `pages`. */
  readonly count: number
  readonly number: number
  readonly tables: readonly TableArtifact[]
  readonly table: TableArtifact | undefined
  readonly cell: Cell | undefined
  readonly onPage: (page: number) => void
  readonly onTable: (tableId: string) => void
  readonly onCell: (table: TableArtifact, cell: Cell) => void
}

export function PagePane({
  documentId,
  pages,
  count,
  number,
  tables,
  table,
  cell,
  onPage,
  onTable,
  onCell,
}: PagePaneProps) {
  const { data: figures = [] } = useFigures(documentId, number)
  const page = pages.find((known) => known.number === number)
  return (
    <section className="page-pane" aria-label="Page">
      <PageTurner number={number} count={count} onPage={onPage} />
      {page === undefined ? (
        <p className="note">Page {number} could not be read. The notes on the result say why.</p>
      ) : (
        <>
          <PageImage
            key={number}
            page={page}
            address={page.preview_url}
            figures={figures}
            tables={tables.filter((known) => standsOn(known, number))}
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
