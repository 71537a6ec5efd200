import type { Picture } from '../../ocr/picture.ts'
import { frameOf } from './page-frame.ts'
import type { Pdfium } from './pdfium.ts'
import { drawPage } from './render.ts'

export interface PagePicture {
  readonly picture: Picture
  readonly dpi: number
}

const IMAGE = 3
/** What drawn pages are drawn at, and the finest and coarsest that scans are taken at: pixels an inch. */
const USUAL = 300
const FINEST = 400
const COARSEST = 72
/** A page is a scan when one image covers so much of it. */
const COVERED = 0.5

/** The page to be read from its picture: a scan at its own resolution, so that no pixel is made up or lost. */
export function pictureOfPage(pdfium: Pdfium, page: number): PagePicture {
  const { width, height } = frameOf(pdfium, page)
  const wanted = Math.min(FINEST, Math.max(COARSEST, scanResolution(pdfium, page, width * height) ?? USUAL))
  const pixels = Math.max(1, Math.round((width * wanted) / 72))
  return { picture: drawPage(pdfium, page, pixels), dpi: (pixels * 72) / width }
}

/** Pixels an inch of the image that covers the page; null when none does. */
function scanResolution({ c, slab }: Pdfium, page: number, area: number): number | null {
  const { at } = slab
  for (let i = 0; i < c.FPDFPage_CountObjects(page); i++) {
    const object = c.FPDFPage_GetObject(page, i)
    if (c.FPDFPageObj_GetType(object) !== IMAGE) continue
    if (c.FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12) === 0) continue
    const [left = 0, bottom = 0, right = 0, top = 0] = slab.floats
    const covered = (right - left) * (top - bottom)
    if (covered < COVERED * area || c.FPDFImageObj_GetImagePixelSize(object, at, at + 4) === 0) continue
    const [across = 0, down = 0] = slab.ints
    if (across > 0 && down > 0) return 72 * Math.sqrt((across * down) / covered)
  }
  return null
}
