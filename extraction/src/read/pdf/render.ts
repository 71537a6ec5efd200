import type { Picture } from '../../ocr/picture.ts'
import { PDF_LIMITS } from './limits.ts'
import { frameOf } from './page-frame.ts'
import type { Pdfium } from './pdfium.ts'
import { encodePng } from './png.ts'

/** Flags of FPDF_RenderPageBitmap, fpdfview.h. */
const ANNOTATIONS = 0x01
const RGB_ORDER = 0x10

const WHITE = 0xffffffff | 0
/** FPDFBitmap_Gray: a byte a pixel. */
const GREY = 1

/** The page as a grey picture, `width` pixels wide, on white. Throws RangeError when that is too large. */
export function drawPage(pdfium: Pdfium, page: number, width: number): Picture {
  const { c } = pdfium
  const frame = frameOf(pdfium, page)
  const height = Math.max(1, Math.round((width * frame.height) / frame.width))
  if (!(width * height <= PDF_LIMITS.pixels))
    throw new RangeError(`a picture of ${width} × ${height} pixels is too large`)
  const bitmap = c.FPDFBitmap_CreateEx(width, height, GREY, 0, 0)
  if (bitmap === 0) throw new Error('no memory for the picture')
  try {
    c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
    c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS)
    const stride = c.FPDFBitmap_GetStride(bitmap)
    const drawn = new Uint8Array(c.memory.buffer, c.FPDFBitmap_GetBuffer(bitmap), stride * height)
    const pixels = new Uint8Array(width * height)
    for (let y = 0; y < height; y++) pixels.set(drawn.subarray(y * stride, y * stride + width), y * width)
    return { width, height, pixels }
  } finally {
    c.FPDFBitmap_Destroy(bitmap)
  }
}

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
