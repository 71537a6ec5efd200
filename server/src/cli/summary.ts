import type { Verdict } from '@ledger-lift/extraction'
import type { Result } from './api-client.ts'

/** `12 pages, 5 tables, 8 totals re-added: 7 tie, 1 is off`, and what was not read. */
export function summarise({ pages, artifacts, notes }: Result): {
  readonly text: string
  readonly pagesFailed: boolean
} {
  const tables = artifacts.flatMap((artifact) => (artifact.type === 'table' ? [artifact.table] : []))
  const verdicts = tables.flatMap(({ checks }) => checks.map(({ verdict }) => verdict))
  const failed = notes.filter(({ code }) => code === 'page.failed' || code === 'page.over_limit')
  const parts = [count(pages.length, 'page'), count(tables.length, 'table'), checked(verdicts)]
  if (failed.length > 0) parts.push(`${count(failed.length, 'page')} could not be read`)
  return { text: parts.join(', '), pagesFailed: failed.length > 0 }
}

const WORDS: Readonly<Record<Verdict, string>> = {
  ties: 'tie',
  rounding: 'within rounding',
  off: 'off',
  untestable: 'not testable',
}

function checked(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return 'no totals to re-add'
  const each = Object.entries(WORDS).flatMap(([verdict, word]) => {
    const times = verdicts.filter((one) => one === verdict).length
    return times > 0 ? [`${times} ${word}`] : []
  })
  return `${count(verdicts.length, 'total')} re-added: ${each.join(', ')}`
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`
