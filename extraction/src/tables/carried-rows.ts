import type { FoundCell, FoundTable } from './found-table.ts'

const CARRIED =
  /\b(?:carried|brought)\s+(?:forward|over|down)\b|\bcarry[- ]?(?:forward|over)\b|\b[bc]\s?\/\s?(?:f(?:wd)?|d|o)\b|^(?:saldo)?[- ]?(?:übertrag|vortrag)\b|^à reporter\b|^reports?$|^report (?:de|à) (?:la )?page\b|^suma y sigue$|^suma anterior$|^a riportare$|^riporto$|^transporte\b/iu

/** A carry row says so in few words. */
const MOST_WORDS = 8

/** Rows at a page's end and at the next one's start that only carry the same amounts over: said twice, and no items. */
export interface CarriedRows {
  readonly above: number
  readonly below: number
}

/**
 * The pair of carry rows where a table breaks: the last row of `above` and the first under the header of `below`, where
 * both say that they carry and their amounts agree. Amounts that differ are a finding of their own and are kept.
 */
export function carriedRows(above: FoundTable, below: FoundTable): CarriedRows | null {
  const [last, first] = [above.rows - 1, below.headerRows]
  if (last < above.headerRows || first >= below.rows) return null
  const [from, to] = [rowOf(above, last), rowOf(below, first)]
  if (!isCarry(from) || !isCarry(to) || !agree(from, to)) return null
  return { above: last, below: first }
}

/** The cells of the row by column; empty where one of them spans rows. */
function rowOf(table: FoundTable, row: number): FoundCell[] {
  const cells = table.cells.filter((cell) => cell.row <= row && row < cell.row + cell.rowSpan)
  return cells.some((cell) => cell.rowSpan > 1) ? [] : cells.filter((cell) => cell.text !== '')
}

function isCarry(cells: readonly FoundCell[]): boolean {
  return cells.some(({ text }) => CARRIED.test(text.trim()) && text.split(/\s+/u).length <= MOST_WORDS)
}

function agree(from: readonly FoundCell[], to: readonly FoundCell[]): boolean {
  const amounts = amountsOf(from)
  const others = amountsOf(to)
  return (
    amounts.size > 0 &&
    amounts.size === others.size &&
    [...amounts].every(([column, amount]) => others.get(column) === amount)
  )
}

/** Digits and signs by column; a currency may be printed on one page only. */
function amountsOf(cells: readonly FoundCell[]): Map<number, string> {
  return new Map(
    cells
      .filter(({ column, plain }) => column > 0 && /\d/.test(plain) && !CARRIED.test(plain))
      .map(({ column, plain }) => [column, plain.replace(/[^\d.,()'’\-−–]/gu, '')]),
  )
}
