import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { Cell, TableArtifact } from '../api/documents.ts'
import { Icon } from '../ui/icon.tsx'
import { cellMarks, indentation, numericColumns, type CellMarks } from './cell-marks.ts'
import { moved } from './grid-keys.ts'
import type { Position } from './selection.ts'

interface TableGridProps {
  readonly table: TableArtifact
  readonly selected: Position | null
  /** The row to show while no cell is chosen: where the page that is looked at begins. */
  readonly reveal: number
  readonly onSelect: (position: Position) => void
}

/** Rows drawn at once; more come when the end is near, so a ledger of thousands opens at once. */
const CHUNK = 150

/** A grid by the pattern of the same name: one tab stop, arrow keys move the choice. */
export function TableGrid({ table, selected, reveal, onSelect }: TableGridProps) {
  const grid = useRef<HTMLTableElement>(null)
  const { shown, sentinel } = useGrowing(table.table.rows, selected?.row ?? reveal)
  const rows = useMemo(() => rowsOf(table), [table])
  const marks = useMemo(() => cellMarks(table, selected), [table, selected])
  const place = useMemo(() => ({ indent: indentation(table), numeric: numericColumns(table) }), [table])
  useEffect(() => {
    const { row, column } = selected ?? { row: reveal, column: 0 }
    const cell = grid.current?.querySelector(`[data-at="${row} ${column}"]`)
    if (cell) show(cell, grid.current)
  }, [selected, reveal])
  const click = ({ target }: MouseEvent) => {
    const at = target instanceof Element ? target.closest('[data-at]')?.getAttribute('data-at') : undefined
    const [row, column] = at?.split(' ').map(Number) ?? []
    if (row !== undefined && column !== undefined) onSelect({ row, column })
  }
  const press = (event: KeyboardEvent) => {
    const to = moved(event.key, table, selected)
    if (to === null) return
    event.preventDefault()
    onSelect(to)
  }
  return (
    <div className="grid-scroll">
      <table
        ref={grid}
        role="grid"
        className="grid"
        tabIndex={0}
        aria-label={table.title ?? `Table on page ${table.page}`}
        aria-rowcount={table.table.rows}
        aria-colcount={table.table.columns}
        aria-activedescendant={selected === null ? undefined : cellId(table, selected)}
        onClick={click}
        onKeyDown={press}
      >
        <tbody>
          {rows.slice(0, shown).map((cells, row) => (
            <GridRow key={row} table={table} cells={cells} marks={marks.get(row)} place={place} />
          ))}
        </tbody>
      </table>
      {shown < rows.length && (
        <div ref={sentinel} className="muted grid-more">
          {rows.length - shown} more rows
        </div>
      )}
    </div>
  )
}

/** For the keyboard wherever the cell is; chosen on the page image, only the grid moves, and the image stays in sight. */
function show(cell: Element, grid: HTMLElement | null): void {
  if (grid !== null && grid === document.activeElement) {
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    return
  }
  const scroll = grid?.parentElement
  if (!scroll) return
  const [outer, inner] = [scroll.getBoundingClientRect(), cell.getBoundingClientRect()]
  scroll.scrollTop += Math.min(0, inner.top - outer.top) + Math.max(0, inner.bottom - outer.bottom)
  scroll.scrollLeft += Math.min(0, inner.left - outer.left) + Math.max(0, inner.right - outer.right)
}

interface GridRowProps {
  readonly table: TableArtifact
  readonly cells: readonly Cell[]
  readonly marks: ReadonlyMap<number, CellMarks> | undefined
  readonly place: { readonly indent: (cell: Cell) => number; readonly numeric: ReadonlySet<number> }
}

const GridRow = memo(function GridRow({ table, cells, marks, place }: GridRowProps) {
  return (
    <tr>
      {cells.map((cell) => {
        const { verdict, chosen, addend } = marks?.get(cell.column) ?? {}
        return (
          <td
            key={cell.column}
            id={cellId(table, cell)}
            role={cell.role === 'header' ? 'columnheader' : cell.role === 'label' ? 'rowheader' : 'gridcell'}
            rowSpan={cell.row_span}
            colSpan={cell.column_span}
            aria-selected={chosen ?? false}
            data-at={`${cell.row} ${cell.column}`}
            data-role={cell.role}
            data-value={cell.value?.kind}
            data-doubtful={isDoubtful(cell)}
            data-verdict={verdict}
            data-addend={addend}
            data-indent={place.indent(cell) || undefined}
            data-numeric={place.numeric.has(cell.column) && cell.column_span === 1}
            title={
              verdict === 'off'
                ? 'This total is off'
                : isDoubtful(cell)
                  ? 'Read with low confidence'
                  : undefined
            }
          >
            {cell.text}
            {cell.marks !== undefined && <sup>{cell.marks.join(', ')}</sup>}
            {verdict !== undefined && <Icon name={verdict === 'off' ? 'cross' : 'tick'} />}
          </td>
        )
      })}
    </tr>
  )
}, sameRow)

/** The marks of a row are few and made anew with each choice: compared by what they say. */
function sameRow(before: GridRowProps, after: GridRowProps): boolean {
  if (before.cells !== after.cells || before.place !== after.place) return false
  if (before.marks === after.marks) return true
  return JSON.stringify([...(before.marks ?? [])]) === JSON.stringify([...(after.marks ?? [])])
}

/** The same bound as the workbook's. */
const isDoubtful = ({ text, confidence }: Cell): boolean => text !== '' && confidence < 0.8

const cellId = ({ id }: TableArtifact, { row, column }: Position): string => `${id}-${row}-${column}`

function rowsOf({ table }: TableArtifact): Cell[][] {
  const rows = Array.from({ length: table.rows }, (): Cell[] => [])
  for (const cell of table.cells) rows[cell.row]?.push(cell)
  for (const cells of rows) cells.sort((one, other) => one.column - other.column)
  return rows
}

function useGrowing(rows: number, wanted: number) {
  const [grown, setGrown] = useState(CHUNK)
  const sentinel = useRef<HTMLDivElement>(null)
  const shown = Math.min(rows, Math.max(grown, wanted + 20))
  useEffect(() => {
    if (sentinel.current === null) return
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && setGrown((before) => Math.max(before, shown) + CHUNK),
      { rootMargin: '600px' },
    )
    observer.observe(sentinel.current)
    return () => observer.disconnect()
  }, [shown])
  return { shown, sentinel }
}
