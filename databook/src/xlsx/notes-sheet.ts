import type { ExtractionResult } from '@ledger-lift/extraction/model'
import type { WriteSheet } from 'hucre/xlsx'
import { SheetDraft, type ListColumn } from './sheet-draft.ts'
import { STYLES } from './styles.ts'

export const NOTES = 'Notes'
const COLUMNS: readonly ListColumn[] = [
  { title: 'Page', width: 8 },
  { title: 'Code', width: 30 },
  { title: 'What was lost or is doubtful', width: 90 },
]

/** What was lost or doubtful, by page; null when nothing was. */
export function notesSheet(result: ExtractionResult): WriteSheet | null {
  const notes = [
    ...result.notes,
    ...result.pages.flatMap((page) => page.notes.map((note) => ({ page: page.number, ...note }))),
  ]
  const distinct = [
    ...new Map(notes.map((note) => [`${note.page} ${note.code} ${note.message}`, note])).values(),
  ]
  if (distinct.length === 0) return null
  const draft = new SheetDraft(NOTES)
  draft.listHeader(0, COLUMNS)
  for (const [index, note] of distinct.entries()) {
    draft.text(index + 1, 0, note.page === undefined ? 'all' : `${note.page}`, STYLES.listText)
    draft.text(index + 1, 1, note.code, STYLES.listText)
    draft.text(index + 1, 2, note.message, STYLES.listText)
  }
  return draft.finish({
    columns: COLUMNS.map(({ width }) => ({ width })),
    freezePane: { rows: 1 },
    pageSetup: { printTitlesRow: '$1:$1' },
  })
}
