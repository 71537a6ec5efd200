import type { CellRole } from '../model.ts'

/** What of a cell says whether its amount is one of a share. */
export interface ShareCell {
  readonly row: number
  readonly column: number
  readonly columnSpan: number
  readonly role: CellRole
  readonly plain: string
}

const PER_SHARE = /\bper (?:[\p{L}-]+ ){0,3}(?:shares?|ADS|unit)\b|^(?:(?:basic|diluted|adjusted) )*EPS\b/iu
/** Amounts of another kind that mention one: "Common stock, $0.01 par value per share", "shares used in …". */
const ASIDE =
  /\b(?:par|stated|nominal) value\b|\bno par\b|\d\s?(?:[\p{L}-]+ ){0,2}per\b|\bshares? (?:\p{L}+ )?(?:used|outstanding|issued|authorized)\b|\bused (?:in|to|for)\b|\bnumber of\b/iu
/** What is told apart under a heading "Earnings per share". */
const PART =
  /^\W*(?:basic|diluted|undiluted|assuming (?:no )?dilution|(?:from )?(?:continuing|discontinued)\b|(?:net )?(?:income|loss|earnings)\b|total\b)/iu

/** A heading that goes on in the next line. */
const BROKEN_OFF = /\b(?:to|of|for|from|and|the)$/iu

/** Whether the amounts under this label or heading are of one share. */
export const saysPerShare = (text: string): boolean => PER_SHARE.test(text) && !ASIDE.test(text)

/** The cells with an amount per share: by their row's label, by the heading row that it stands under, or by their column's. */
export function perShareCells<T extends ShareCell>(cells: readonly T[]): ReadonlySet<T> {
  const rows = perShareRows(cells)
  const columns = new Set(
    cells
      .filter(({ role, columnSpan, plain }) => role === 'header' && columnSpan === 1 && saysPerShare(plain))
      .map(({ column }) => column),
  )
  return new Set(
    cells.filter((cell) => cell.role === 'body' && (rows.has(cell.row) || columns.has(cell.column))),
  )
}

function perShareRows(cells: readonly ShareCell[]): ReadonlySet<number> {
  const valued = new Set(
    cells.filter(({ role, plain }) => role === 'body' && plain !== '').map(({ row }) => row),
  )
  const found = new Set<number>()
  let under = false
  let above = ''
  for (const { row, plain } of cells.filter(({ role }) => role === 'label').sort((a, b) => a.row - b.row)) {
    const says = saysPerShare(plain)
    if (!valued.has(row)) under = says || (under && (PART.test(plain) || BROKEN_OFF.test(above)))
    else if (says || (under && PART.test(plain))) found.add(row)
    else under = false
    above = plain
  }
  return found
}
