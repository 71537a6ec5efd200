import type { Page } from '@ledger-lift/server/contract'
import type { TableArtifact } from '../api/documents.ts'
import { count, percent } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { CellDetail } from './cell-detail.tsx'
import { Checks } from './checks.tsx'
import { cellAt, onCell, onTable, type Selection } from './selection.ts'
import { TableGrid } from './table-grid.tsx'

interface TablePaneProps {
  readonly documentId: string
  readonly pages: readonly Page[]
  readonly tables: readonly TableArtifact[]
  readonly table: TableArtifact
  /** False while more tables are on their way. */
  readonly isComplete: boolean
  readonly selection: Selection
  readonly onSelect: (selection: Selection) => void
}

export function TablePane({ pages, tables, table, isComplete, selection, onSelect }: TablePaneProps) {
  const cell = selection.cell === null ? undefined : cellAt(table, selection.cell)
  const page = pages.find(({ number }) => number === cell?.page)
  return (
    <section className="table-pane" aria-label="Table">
      <TablePicker tables={tables} table={table} isComplete={isComplete} onSelect={onSelect} />
      <Facts table={table} />
      <CellDetail cell={cell} page={page} />
      <TableGrid
        key={table.id}
        table={table}
        selected={selection.cell}
        reveal={table.segments.find((segment) => segment.page === selection.page)?.first_row ?? 0}
        onSelect={(position) => {
          const next = cellAt(table, position)
          if (next !== undefined) onSelect(onCell(table, next))
        }}
      />
      <Checks
        table={table}
        onChoose={({ total }) => {
          const next = cellAt(table, total)
          if (next !== undefined) onSelect(onCell(table, next))
        }}
      />
    </section>
  )
}

function TablePicker({
  tables,
  table,
  isComplete,
  onSelect,
}: Pick<TablePaneProps, 'tables' | 'table' | 'isComplete' | 'onSelect'>) {
  const index = tables.indexOf(table)
  const go = (to: number) => {
    const other = tables[to]
    if (other !== undefined) onSelect(onTable(other))
  }
  return (
    <nav className="picker" aria-label="Tables">
      <button type="button" aria-label="Previous table" disabled={index <= 0} onClick={() => go(index - 1)}>
        <Icon name="left" />
      </button>
      <select
        aria-label="Table"
        value={index}
        onChange={({ currentTarget }) => go(Number(currentTarget.value))}
      >
        {tables.map((known, number) => (
          <option key={known.id} value={number}>
            {number + 1}. {known.title ?? 'Table'} (page {known.page})
          </option>
        ))}
      </select>
      <span className="muted number">
        {index + 1} of {tables.length}
        {!isComplete && '+'}
      </span>
      <button
        type="button"
        aria-label="Next table"
        disabled={index >= tables.length - 1}
        onClick={() => go(index + 1)}
      >
        <Icon name="right" />
      </button>
    </nav>
  )
}

function Facts({ table }: { readonly table: TableArtifact }) {
  const { rows, columns, units } = table.table
  const except = units?.except?.includes('per_share') ? ', except amounts per share' : ''
  const scale =
    units?.scale !== undefined && units.scale !== 1 ? `× ${units.scale.toLocaleString('en')}` : undefined
  return (
    <header className="table-head">
      <h2>{table.title ?? `Table on page ${table.page}`}</h2>
      <p className="facts">
        <span>{count(rows, 'row')}</span>
        <span>{count(columns, 'column')}</span>
        {(units?.currency ?? scale) !== undefined && (
          <span>
            {[units?.currency, scale].filter(Boolean).join(' ')}
            {except}
          </span>
        )}
        <span title={`Found by ${table.engine}`}>confidence {percent(table.confidence)}</span>
      </p>
    </header>
  )
}
