import type { Cell, CellPosition, Check, Table } from '../model.ts'

/** What can be measured on a cell and its table; each 0..1. */
export const FEATURES = [
  /** The columns are not drawn. */
  'open',
  /** Empty cells of the table, of all. */
  'sparse',
  /** Body cells of the table that are of another kind than most of their column. */
  'mixed',
  /** One over the number of rows. */
  'short',
  /** A sum of the table ties; a sum is off. */
  'tied',
  'off',
  /** A sum that this cell is part of ties. */
  'confirmed',
  'spanning',
  'header',
  'label',
  /** A body cell of another kind than most of its column. */
  'foreign',
  /** A body cell whose row has no label. */
  'unlabelled',
  /** Letters over a hundred: 1 from a hundred on. */
  'long',
] as const

export type Features = Readonly<Record<(typeof FEATURES)[number], number>>

type Grid = Pick<Table, 'rows' | 'cells' | 'checks'>

/** The features of each of the cells, in their order. */
export function cellFeatures(table: Grid, engine: string): Features[] {
  const body = table.cells.filter((cell) => cell.role === 'body')
  const columns = columnKinds(body)
  const isForeign = (cell: Cell) => {
    const kind = kindOf(cell)
    return cell.role === 'body' && kind !== null && kind !== columns.get(cell.column)
  }
  const labelled = new Set(
    table.cells.flatMap(({ role, text, row }) => (role === 'label' && text !== '' ? [row] : [])),
  )
  const confirmed = placesOf(table.checks, 'ties')
  const doubted = placesOf(table.checks, 'off')
  const whole = {
    open: flag(!engine.startsWith('ruled')),
    sparse: share(table.cells.filter(({ text }) => text === '').length, table.cells.length),
    mixed: share(body.filter(isForeign).length, body.length),
    short: 1 / Math.max(1, table.rows),
    tied: flag(confirmed.size > 0),
    off: flag(doubted.size > 0),
  }
  return table.cells.map((cell): Features => {
    const isBody = cell.role === 'body'
    return {
      ...whole,
      confirmed: flag(confirmed.has(placeOf(cell))),
      spanning: flag(cell.column_span > 1 || cell.row_span > 1),
      header: flag(cell.role === 'header'),
      label: flag(cell.role === 'label'),
      foreign: flag(isForeign(cell)),
      unlabelled: flag(isBody && !labelled.has(cell.row)),
      long: Math.min(1, cell.text.length / 100),
    }
  })
}

type Kind = 'value' | 'words'

function kindOf({ text, value }: Cell): Kind | null {
  if (text === '') return null
  return value === null ? 'words' : 'value'
}

/** What most of a column's body cells are. */
function columnKinds(body: readonly Cell[]): Map<number, Kind> {
  const lead = new Map<number, number>()
  for (const cell of body) {
    const kind = kindOf(cell)
    if (kind !== null) lead.set(cell.column, (lead.get(cell.column) ?? 0) + (kind === 'value' ? 1 : -1))
  }
  return new Map([...lead].map(([column, more]) => [column, more >= 0 ? 'value' : 'words']))
}

function placesOf(checks: readonly Check[], verdict: Check['verdict']): Set<string> {
  return new Set(
    checks
      .filter((check) => check.verdict === verdict)
      .flatMap((check) => [check.total, ...check.addends].map(placeOf)),
  )
}

const placeOf = ({ row, column }: CellPosition): string => `${row},${column}`
const flag = (yes: boolean): number => Number(yes)
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
