import type { Note } from '../../model.ts'
import type { DocumentPackage, Relation } from './package.ts'
import type { Met } from './reading.ts'

/** External relations that are nothing to open: what a click would open. */
const CLICKED = new Set(['hyperlink'])

/** What a document holds and this reader leaves alone, or reads in a way that has to be told. */
export function notesOn(parts: DocumentPackage, met: ReadonlySet<Met>): Note[] {
  const notes: Note[] = []
  if (met.has('tracked'))
    notes.push({
      code: 'document.tracked_changes',
      message: 'The document has tracked changes. It was read as if all of them were accepted.',
    })
  if (parts.names.some((name) => /vbaProject\.bin$/i.test(name)))
    notes.push({ code: 'document.scripts_ignored', message: 'Macros in the document were not run.' })
  const embedded = parts.names.filter((name) => /(?:^|\/)(?:embeddings|activeX)\/[^/]+$/i.test(name)).length
  if (embedded > 0 || met.has('embedded') || met.has('imported'))
    notes.push({
      code: 'document.attachments_ignored',
      message: 'Files embedded in the document were not read.',
    })
  const external = parts.allRelations().filter((relation) => relation.external && !CLICKED.has(relation.type))
  if (external.length > 0) notes.push(referencesNote(external))
  return notes
}

function referencesNote(external: readonly Relation[]): Note {
  const types = [...new Set(external.map(({ type }) => type))].map((type) =>
    type.replace(/[^\w-]/g, '').slice(0, 40),
  )
  return {
    code: 'document.references_ignored',
    message: `Links to other files were not followed: ${external.length} (${types.slice(0, 5).join(', ')}).`,
  }
}
