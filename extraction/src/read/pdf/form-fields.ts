import type { Pdfium } from './pdfium.ts'

/** Annotation subtypes and flattening, fpdf_annot.h and fpdf_flatten.h. */
const FREE_TEXT = 3
const WIDGET = 20
const FOR_DISPLAY = 0

/** Whether fields of a form or typed notes stand on the page: their text is not part of its content. */
export function hasTypedText({ c }: Pdfium, page: number): boolean {
  const count = c.FPDFPage_GetAnnotCount(page)
  for (let i = 0; i < count; i++) {
    const annotation = c.FPDFPage_GetAnnot(page, i)
    if (annotation === 0) continue
    const subtype = c.FPDFAnnot_GetSubtype(annotation)
    c.FPDFPage_CloseAnnot(annotation)
    if (subtype === WIDGET || subtype === FREE_TEXT) return true
  }
  return false
}

/** Draws them into the content, in memory; it takes effect when the page is opened again. */
export function drawTypedText({ c }: Pdfium, page: number): void {
  c.FPDFPage_Flatten(page, FOR_DISPLAY)
}
