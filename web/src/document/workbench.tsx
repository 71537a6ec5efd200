import { useState } from 'react'
import { usePages, useTables } from '../api/documents.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ProblemNotice } from '../ui/problem.tsx'
import { PagePane } from './page-pane.tsx'
import { cellAt, NOTHING, onCell, onPage, onTable, type Selection } from './selection.ts'
import { TablePane } from './table-pane.tsx'

/** The page on one side, its tables on the other; what is chosen on one shows on the other. */
/** @param pageCount pages of the file, those that could not be read among them */
export function Workbench({ id, pageCount }: { readonly id: string; readonly pageCount: number }) {
  const { data: pages, error } = usePages(id, true)
  const { tables, error: tablesError, isPending, isComplete } = useTables(id, true)
  const [chosen, choose] = useState<Selection | null>(null)
  const first = tables[0]
  const selection = chosen ?? (first === undefined ? NOTHING : onTable(first))
  const table = tables.find((known) => known.id === selection.tableId)
  const refusal = error ?? tablesError
  if (refusal !== null) return <ProblemNotice error={refusal} />
  if (pages === undefined || isPending)
    return <div className="skeleton tall" role="status" aria-label="Loading the tables" />
  return (
    <div className="workbench">
      <PagePane
        documentId={id}
        pages={pages}
        count={pageCount}
        number={selection.page}
        tables={tables}
        table={table}
        cell={table !== undefined && selection.cell !== null ? cellAt(table, selection.cell) : undefined}
        onPage={(page) => choose(onPage(page, tables, selection))}
        onTable={(tableId) => {
          const other = tables.find((known) => known.id === tableId)
          if (other !== undefined) choose({ ...onTable(other), page: selection.page })
        }}
        onCell={(owner, cell) => choose(onCell(owner, cell))}
      />
      {table !== undefined ? (
        <TablePane
          tables={tables}
          table={table}
          pages={pages}
          documentId={id}
          isComplete={isComplete}
          selection={selection}
          onSelect={choose}
        />
      ) : (
        <EmptyState title={tables.length === 0 ? 'No tables were found' : 'No table on this page'}>
          {first !== undefined && (
            <button type="button" onClick={() => choose(onTable(first))}>
              Go to the first table
            </button>
          )}
        </EmptyState>
      )}
    </div>
  )
}
