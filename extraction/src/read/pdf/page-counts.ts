import type { Pdfium } from './pdfium.ts'

const COUNT = '/Count'
const HIDDEN = '_'.charCodeAt(0)
/** Of outlines too; a file with more is not looked at. */
const MOST_COUNTS = 1_000_000

/**
 * PDFium believes the number of pages that the page tree states, and follows the tree itself, once through every node,
 * where it states none. Opens the file in PDFium's memory at `data` without its statements.
 *
 * @returns how many pages the tree holds where that is more than `stated`: the statements are then left hidden. Null, and
 *   the bytes as they were, where it is not, or where the tree lies in compressed objects.
 */
export function pagesBeyond(
  { c }: Pdfium,
  data: number,
  size: number,
  stated: number,
  open: () => number,
): number | null {
  const counts = placesOf(Buffer.from(c.memory.buffer, data, size))
  if (counts.length === 0 || counts.length > MOST_COUNTS) return null
  const write = (code: number): void => {
    const file = new Uint8Array(c.memory.buffer, data, size)
    for (const at of counts) file[at + COUNT.length - 1] = code
  }
  write(HIDDEN)
  const document = open()
  const pages = document === 0 ? 0 : c.FPDF_GetPageCount(document)
  if (document !== 0) c.FPDF_CloseDocument(document)
  if (pages > stated) return pages
  write(COUNT.charCodeAt(COUNT.length - 1))
  return null
}

function placesOf(file: Buffer): number[] {
  const places: number[] = []
  for (let at = file.indexOf(COUNT, 0, 'latin1'); at >= 0; at = file.indexOf(COUNT, at + 1, 'latin1')) {
    places.push(at)
    if (places.length > MOST_COUNTS) break
  }
  return places
}
