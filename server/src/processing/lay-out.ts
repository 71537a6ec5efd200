import { CONTENT_TYPES } from '@ledger-lift/extraction/identify'
import type { DocumentChild } from './document-child.ts'
import type { DocumentWork } from './extract-document.ts'

/**
 * The work on a Word document with its pages, where there is a program that lays it out; any other work as it is. The
 * document is opened in the sandbox first: what our own limits refuse, the other program never sees.
 */
export async function laidOut(
  work: DocumentWork,
  open: (work: DocumentWork) => Promise<DocumentChild>,
): Promise<DocumentWork> {
  if (work.layouter === undefined || work.source.content_type !== CONTENT_TYPES.docx) return work
  {
    using child = await open(work)
    await child.close()
  }
  const layout = await work.layouter.layOut(work.path, work.signal)
  return layout === null ? work : { ...work, options: { ...work.options, layout } }
}
