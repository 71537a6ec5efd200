import type { Value } from '../../../extraction/src/model.ts'
import type { ScoredCell, ScoredTable } from './predicted-table.ts'

export interface StatementTruth {
  /** The file's name without its ending. */
  readonly name: string
  readonly rows: readonly StatementRow[]
}

export interface StatementRow {
  readonly label: string
  /** As printed; `-` for a dash. */
  readonly values: readonly string[]
}

export interface MissedRow extends StatementRow {
  /** The values of the row with this label that shares most of them; null where none has it. */
  readonly read: readonly string[] | null
  /** What was read is the truth and what the truth leaves out: dashes and words among the values, or all after some. */
  readonly unreachable: boolean
}

export interface StatementScore {
  readonly name: string
  readonly rows: number
  readonly found: number
  /** Found, and the typed amounts are right too, sign included. */
  readonly typed: number
  readonly missed: readonly MissedRow[]
  readonly mistyped: readonly StatementRow[]
}

/**
 * A row counts as found when one row of one table has the label before its first value and exactly these values, one to
 * a cell, in this order; one more value makes it wrong. Each row of a table answers one row of the truth at most.
 */
export function scoreStatement(truth: StatementTruth, tables: readonly ScoredTable[]): StatementScore {
  const lines = tables.flatMap(readLines)
  const taken = new Set<TableLine>()
  const missed: MissedRow[] = []
  const mistyped: StatementRow[] = []
  for (const row of truth.rows) {
    const line = lines.find((candidate) => !taken.has(candidate) && answers(candidate, row))
    if (!line) missed.push(missedRow(row, lines))
    else {
      taken.add(line)
      if (!sameAmounts(line.amounts, row.values.map(printedNumber))) mistyped.push(row)
    }
  }
  const found = truth.rows.length - missed.length
  return {
    name: truth.name,
    rows: truth.rows.length,
    found,
    typed: found - mistyped.length,
    missed,
    mistyped,
  }
}

interface TableLine {
  readonly label: string
  readonly values: readonly string[]
  readonly amounts: readonly string[]
}

function readLines(table: ScoredTable): TableLine[] {
  const rows = new Map<number, ScoredCell[]>()
  for (const cell of table.cells) rows.set(cell.row, [...(rows.get(cell.row) ?? []), cell])
  return [...rows].sort(([a], [b]) => a - b).map(([, cells]) => readLine(cells))
}

/** Signs that stand alone in a cell and are no value. */
const SIGNS_ALONE = /^[$€£¥%()\s*†‡.]*$/u

function readLine(cells: readonly ScoredCell[]): TableLine {
  const label: string[] = []
  const values: string[] = []
  const amounts: string[] = []
  for (const cell of cells.toSorted((a, b) => a.col - b.col)) {
    const text = cell.text.trim()
    if (text === '' || SIGNS_ALONE.test(text)) continue
    const number = printedNumber(text)
    if (number === null && values.length === 0) label.push(text)
    else values.push(number ?? `?${text}`)
    const amount = amountOf(cell.value, number)
    if (amount !== null) amounts.push(amount)
  }
  return { label: lettersAndDigits(label.join(' ')), values, amounts }
}

function amountOf(value: Value | null | undefined, number: string | null): string | null {
  if (value?.kind === 'number') return value.amount
  return number === '-' ? '-' : null
}

function answers(line: TableLine, row: StatementRow): boolean {
  const wanted = row.values.map(printedNumber)
  return (
    hasLabel(line, row) &&
    wanted.length === line.values.length &&
    wanted.every((value, index) => value === line.values[index])
  )
}

function missedRow(row: StatementRow, lines: readonly TableLine[]): MissedRow {
  const wanted = row.values.map(printedNumber)
  const shared = (line: TableLine) => wanted.filter((value) => line.values.includes(value ?? '')).length
  const labelled = lines.filter((line) => hasLabel(line, row))
  const nearest = labelled.toSorted((a, b) => shared(b) - shared(a))[0]
  return {
    ...row,
    read: nearest?.values ?? null,
    unreachable: nearest !== undefined && holdsMore(nearest.values, wanted),
  }
}

/** Whether the truth is what was read less its dashes and words, less all that follows, or with the year that follows. */
function holdsMore(read: readonly string[], wanted: readonly (string | null)[]): boolean {
  const same = (values: readonly string[], other: readonly (string | null)[]) =>
    values.length === other.length && values.every((value, index) => value === other[index])
  const numbers = read.filter((value) => value !== '-' && !value.startsWith('?'))
  const year = /^\+(?:19|20)\d\d$/.test(wanted.at(-1) ?? '')
  return (
    same(numbers, wanted) ||
    same(read.slice(0, wanted.length), wanted) ||
    (year && same(read, wanted.slice(0, -1)))
  )
}

function hasLabel(line: TableLine, row: StatementRow): boolean {
  if (line.label === '') return false
  const label = lettersAndDigits(row.label)
  return line.label.includes(label) || (line.label.length >= 6 && label.includes(line.label))
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Sign and digits: `+1234`, `-12.5`, `-` for a dash; null for what is no number. */
function printedNumber(text: string): string | null {
  const plain = text.replaceAll('−', '-').trim()
  if (/^[$€£¥\s]*[—–-]+[\s%]*$/u.test(plain)) return '-'
  const parts = /^([(\[-]*)(\d+(?:\.\d+)?|\.\d+)([)\]]*)$/.exec(plain.replace(/[$€£¥%\s,]/gu, ''))
  return parts ? `${parts[1] ? '-' : '+'}${parts[2]}` : null
}

function sameAmounts(amounts: readonly string[], wanted: readonly (string | null)[]): boolean {
  return (
    amounts.length === wanted.length &&
    wanted.every((value, index) => sameAmount(amounts[index] ?? '', value ?? ''))
  )
}

function sameAmount(amount: string, wanted: string): boolean {
  if (wanted === '-') return amount === '-' || amount === '0'
  const [a, b] = [Number.parseFloat(amount), Number.parseFloat(wanted)]
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
}

export interface StatementTotals {
  readonly pages: number
  readonly rows: number
  readonly found: number
  readonly typed: number
  readonly wholePages: number
  /** Missed rows of which the truth leaves out what is printed, or takes in what is not theirs. */
  readonly unreachable: number
}

export function statementTotals(scores: readonly StatementScore[]): StatementTotals {
  const total = (count: (score: StatementScore) => number) =>
    scores.reduce((sum, score) => sum + count(score), 0)
  return {
    pages: scores.length,
    rows: total((score) => score.rows),
    found: total((score) => score.found),
    typed: total((score) => score.typed),
    wholePages: scores.filter((score) => score.missed.length === 0).length,
    unreachable: total((score) => score.missed.filter((row) => row.unreachable).length),
  }
}
