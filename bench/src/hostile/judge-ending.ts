import type { Ending } from '../../../corpus/src/hostile/hostile-files.ts'
import type { Ended } from './hostile-pool.ts'

/** What is wrong with how a file ended; null when it is as it should be. */
export function wrongEnding(expected: Ending, { code, pages, notes, broken }: Ended): string | null {
  if (broken !== undefined) return broken
  if ('failed' in expected)
    return code !== null && expected.failed.includes(code)
      ? null
      : `${code ?? 'read'}, not ${expected.failed}`
  if (code !== null) return `${code}, not read`
  if (pages !== expected.read.pages) return `${pages} pages, not ${expected.read.pages}`
  const missing = expected.read.notes.filter((note) => !notes.includes(note))
  return missing.length === 0 ? null : `without the note ${missing}`
}
