import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extract, openDocument } from '../../../extraction/src/index.ts'
import { joinDocuments } from '../filing/join-documents.ts'
import { fromPreview } from '../scans/raster.ts'
import { scanPdf } from '../scans/scan-pdf.ts'

export interface Made {
  readonly native: Uint8Array
  readonly scanned: Uint8Array
}

const SAMPLE = join(import.meta.dirname, '../../../corpus/sample')
const DPI = 200
const JPEG_QUALITY = 40

/** As many pages as asked of real documents, printed ones and scans of them; of the sample without a folder. */
export async function makeDocuments(
  from: string | undefined,
  pages: { readonly native: number; readonly scanned: number },
  temporary: string,
): Promise<Made> {
  const folder = from ?? SAMPLE
  const files = globSync('**/*.pdf', { cwd: folder })
    .sort()
    .map((path) => join(folder, path))
  const native = await joinDocuments(files, pages.native)
  const scans: string[] = []
  const few = await joinDocuments(files, pages.scanned)
  using document = await openDocument(few)
  const { pages: sizes } = await extract(few, { filename: 'few.pdf' })
  for (const { number, width } of sizes) {
    const picture = fromPreview(await document.preview(number, Math.round((width / 72) * DPI)))
    const file = join(temporary, `scan-${number}.pdf`)
    writeFileSync(file, scanPdf(picture, DPI, JPEG_QUALITY))
    scans.push(file)
  }
  return { native, scanned: await joinDocuments(scans, pages.scanned) }
}
