import type { Check, ExtractionResult } from '../../../extraction/src/model.ts'
import { comparedText } from './cell-grid.ts'
import type { IcdarTruth } from './icdar.ts'
import { Multiset } from './multiset.ts'
import { tableArtifacts } from './predicted-table.ts'

/** How many checks of a kind have to tie in a document that adds up. */
export type ExpectedChecks = Readonly<Partial<Record<Check['kind'], number>>>

export interface AmountScore {
  /** Cells of the truth with an amount, and those read with the same text and amount on the same page. */
  readonly amounts: number
  readonly right: number
  /** Checks that have to tie, and those that do; found ones beyond them count for nothing. */
  readonly expected: number
  readonly tied: number
  /** Checks that find a sum wrong: each is false, for all that is printed adds up. */
  readonly off: number
}

/** Null where the truth names no amounts. */
export function scoreAmounts(
  truth: IcdarTruth,
  result: Pick<ExtractionResult, 'artifacts'>,
): AmountScore | null {
  const meant = truth.tables.flatMap(({ page, cells }) =>
    cells.flatMap(({ text, amount }) => (amount === undefined ? [] : [keyOf(page, text, amount)])),
  )
  if (meant.length === 0) return null
  const tables = tableArtifacts(result).map(({ table }) => table)
  const read = new Multiset(
    tables.flatMap(({ cells }) =>
      cells.flatMap(({ page, text, value }) =>
        value?.kind === 'number' ? [keyOf(page, text, value.amount)] : [],
      ),
    ),
  )
  const checks = tables.flatMap((table) => table.checks)
  const expected = Object.entries(truth.checks ?? {})
  const ties = (kind: string) =>
    checks.filter((check) => check.kind === kind && check.verdict === 'ties').length
  return {
    amounts: meant.length,
    right: meant.filter((key) => read.take(key)).length,
    expected: expected.reduce((sum, [, count]) => sum + count, 0),
    tied: expected.reduce((sum, [kind, count]) => sum + Math.min(count, ties(kind)), 0),
    off: checks.filter(({ verdict }) => verdict === 'off').length,
  }
}

const keyOf = (page: number, text: string, amount: string): string =>
  [page, comparedText(text), Number(amount)].join('\u0000')

export function amountsLine(scores: Iterable<AmountScore>): string {
  const all = [...scores]
  const sum = (count: (score: AmountScore) => number) => all.reduce((total, score) => total + count(score), 0)
  return [
    `amounts: ${sum(({ right }) => right)} of ${sum(({ amounts }) => amounts)} as meant`,
    `checks that have to tie ${sum(({ tied }) => tied)} of ${sum(({ expected }) => expected)}`,
    `checks that find what adds up wrong ${sum(({ off }) => off)}`,
  ].join('  ')
}
