import type { Cell, TableArtifact } from '../../../extraction/src/model.ts'
import { neighbours } from './adjacency.ts'
import { CellGrid, comparedText } from './cell-grid.ts'
import type { IcdarTruth } from './icdar.ts'
import { scoredCells, type ScoredTable } from './predicted-table.ts'

export interface JudgedCell {
  readonly cell: Cell
  readonly table: TableArtifact
  readonly right: boolean
}

/**
 * Each cell with text, right or wrong. Right is a cell that has a neighbour of the truth along its row and one along its
 * column (text, text and blanks between, as the relations are counted), and the amount of the truth where that has one.
 */
export function judgedCells(truth: IcdarTruth, tables: readonly TableArtifact[]): JudgedCell[] {
  const known = (truth.alternatives?.length ? truth.alternatives.flat() : truth.tables).map(knownTable)
  return tables.flatMap((table) =>
    table.segments.flatMap(({ page, first_row, last_row }) => {
      const cells = table.table.cells.filter(
        (cell) =>
          cell.page === page &&
          cell.row >= first_row &&
          cell.row <= last_row &&
          comparedText(cell.text) !== '',
      )
      const pairs = neighbours(new CellGrid(scoredCells(cells, first_row)))
      const answer = bestAnswer(
        known.filter((candidate) => candidate.page === page),
        pairs,
      )
      return cells.map((cell, index) => ({ cell, table, right: isRight(cell, index, pairs, answer) }))
    }),
  )
}

type Pairs = ReturnType<typeof neighbours>
type KnownTable = ReturnType<typeof knownTable>

function knownTable(table: ScoredTable) {
  const amounts = new Map<string, Set<number>>()
  for (const { text, amount } of table.cells) {
    if (amount === undefined) continue
    amounts.set(comparedText(text), (amounts.get(comparedText(text)) ?? new Set()).add(Number(amount)))
  }
  const keys = new Set(neighbours(new CellGrid(table.cells)).map(({ key }) => key))
  return { page: table.page, keys, amounts }
}

/** The table of the truth that shares most relations. */
function bestAnswer(known: readonly KnownTable[], pairs: Pairs): KnownTable | undefined {
  const shared = known.map(({ keys }) => pairs.filter(({ key }) => keys.has(key)).length)
  const most = Math.max(0, ...shared)
  return most === 0 ? undefined : known[shared.indexOf(most)]
}

function isRight(cell: Cell, index: number, pairs: Pairs, answer: KnownTable | undefined): boolean {
  if (answer === undefined) return false
  const own = pairs.filter(({ from, to }) => from === index || to === index)
  const agrees = (direction: 'H' | 'V') => {
    const along = own.filter((pair) => pair.direction === direction)
    return along.length === 0 || along.some(({ key }) => answer.keys.has(key))
  }
  if (own.length === 0 || !agrees('H') || !agrees('V')) return false
  // "1" may be an item's number and a quantity: only values have amounts.
  if (cell.role !== 'body') return true
  const amounts = answer.amounts.get(comparedText(cell.text))
  return amounts === undefined || (cell.value?.kind === 'number' && amounts.has(Number(cell.value.amount)))
}
