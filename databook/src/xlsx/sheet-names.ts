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

function cutAtWord(name: string): string {
  if (name.length <= MAX_LENGTH) return name
  const cut = name.slice(0, MAX_LENGTH + 1)
  const space = cut.lastIndexOf(' ')
  return (space > MAX_LENGTH / 2 ? cut.slice(0, space) : name.slice(0, MAX_LENGTH))
    .toWellFormed()
    .replace('\ufffd', '')
    .trim()
}
