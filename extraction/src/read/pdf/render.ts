import type { Pdfium } from './pdfium.ts'
import { encodePng } from './png.ts'

/** Flags of FPDF_RenderPageBitmap, fpdfview.h. */
const ANNOTATIONS = 0x01
const RGB_ORDER = 0x10

const WHITE = 0xffffffff | 0
/** Beyond this a preview would take more memory than a worker has. */
const MOST_PIXELS = 50_000_000

/** The page as PNG, `width` pixels wide, on white. */
export function renderPage({ c, slab }: Pdfium, page: number, width: number): Uint8Array {
  c.FPDF_GetPageBoundingBox(page, slab.at)
  const [left = 0, top = 0, right = 0, bottom = 0] = slab.floats
  const turned = c.FPDFPage_GetRotation(page) % 2 === 1
  const ratio = turned ? (right - left) / (top - bottom) : (top - bottom) / (right - left)
  const height = Math.max(1, Math.round(width * ratio))
  if (!(width * height <= MOST_PIXELS))
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
