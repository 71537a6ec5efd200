import { PDF_LIMITS } from './limits.ts'
import { frameOf } from './page-frame.ts'
import type { Pdfium } from './pdfium.ts'
import { encodePng } from './png.ts'

/** Flags of FPDF_RenderPageBitmap, fpdfview.h. */
const ANNOTATIONS = 0x01
const RGB_ORDER = 0x10

const WHITE = 0xffffffff | 0
/** The page as PNG, `width` pixels wide, on white. */
export function renderPage(pdfium: Pdfium, page: number, width: number): Uint8Array {
  const { c } = pdfium
  const frame = frameOf(pdfium, page)
  const height = Math.max(1, Math.round((width * frame.height) / frame.width))
  if (!(width * height <= PDF_LIMITS.pixels))
    throw new RangeError(`a preview of ${width} × ${height} pixels is too large`)
  const bitmap = c.FPDFBitmap_Create(width, height, 0)
  if (bitmap === 0) throw new Error('no memory for the preview')
  try {
    c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
    c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS | RGB_ORDER)
    const stride = c.FPDFBitmap_GetStride(bitmap)
    const pixels = new Uint8Array(c.memory.buffer, c.FPDFBitmap_GetBuffer(bitmap), stride * height)
    return encodePng(pixels, width, height, stride)
  } finally {
    c.FPDFBitmap_Destroy(bitmap)
  }
}
