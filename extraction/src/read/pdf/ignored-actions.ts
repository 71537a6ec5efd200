import type { Note } from '../../model.ts'

/** Actions that do something, by their names (ISO 32000-1, table 198); links that a reader clicks are none. */
const DOES = ['/Launch', '/SubmitForm', '/ImportData', '/Rendition', '/RichMediaExecute']
/** What leads out of the file: other documents, and data that lies elsewhere. */
const LEADS_OUT = ['/GoToR', '/GoToE', '/FFilter', '/FS /URL', '/FS/URL']

export const ACTIONS = [...DOES, ...LEADS_OUT]

/**
 * Notes on what the file would have a reader do, which this one never does. By the names in the bytes, so what stands in
 * compressed objects is ignored without a note.
 *
 * @param all of ACTIONS, those that the file names
 */
export function ignoredActions(all: ReadonlySet<string>): Note[] {
  const found = (names: readonly string[]) =>
    names.filter((name) => all.has(name)).map((name) => name.replace(/^\/(FS ?\/)?/, ''))
  const notes: Note[] = []
  const actions = found(DOES)
  if (actions.length > 0) {
    const message = `Actions in the document were not carried out: ${actions.join(', ')}.`
    notes.push({ code: 'document.scripts_ignored', message })
  }
  const references = found(LEADS_OUT)
  if (references.length > 0) {
    const message = `What lies outside of the file was not opened: ${[...new Set(references)].join(', ')}.`
    notes.push({ code: 'document.references_ignored', message })
  }
  return notes
}
