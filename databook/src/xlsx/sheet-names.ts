import type { TableArtifact } from '@ledger-lift/extraction/model'
import { oneLine } from '../tables.ts'
import { sheetText } from './sheet-text.ts'

/** Excel's limit, in UTF-16 units. */
const MAX_LENGTH = 31

/** `3 Consolidated balance sheets`: the number keeps names apart, the rest is the title without what Excel forbids. */
export function sheetName(table: TableArtifact, index: number): string {
  const title = oneLine(sheetText(table.title ?? ''))
    .replace(/[[\]:*?/\\']+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  return cutAtWord(`${index + 1} ${title || `Page ${table.page}`}`)
}

/** The words that half of all statements begin with, so that what tells them apart stays within the limit. */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/\bconsolidated\b/giu, 'Cons.'],
  [/\bcondensed\b/giu, 'Cond.'],
]
const DANGLING = /(?: (?:of|and|the|for|in|to|by|on|with|&|-|–|—))+$/iu

function cutAtWord(name: string): string {
  if (name.length <= MAX_LENGTH) return name
  const short = SHORTER.reduce((text, [word, shorter]) => text.replace(word, shorter), name)
  if (short.length <= MAX_LENGTH) return short
  const space = short.slice(0, MAX_LENGTH + 1).lastIndexOf(' ')
  const cut = short.slice(0, space > MAX_LENGTH / 2 ? space : MAX_LENGTH).toWellFormed()
  return cut.replace('\ufffd', '').replace(DANGLING, '').trim()
}
