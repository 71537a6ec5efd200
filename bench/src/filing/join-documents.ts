import { readFileSync } from 'node:fs'
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import { createRequire } from 'node:module'

/** Joins PDF files, again from the first, until there are so many pages: a filing as long as one likes, from real pages. */
export async function joinDocuments(files: readonly string[], pages: number): Promise<Uint8Array> {
  const pdfium = await start()
  const joined = pdfium.FPDF_CreateNewDocument()
  const sources = files.map((file) => openSource(pdfium, readFileSync(file)))
  let count = 0
  for (let turn = 0; count < pages && sources.length > 0; turn++) {
    const source = sources[turn % sources.length] ?? 0
    if (!pdfium.FPDF_ImportPages(joined, source, '', count))
      throw new Error('PDFium could not join the pages')
    count = pdfium.FPDF_GetPageCount(joined)
  }
  while (count > pages) pdfium.FPDFPage_Delete(joined, --count)
  return saved(pdfium, joined)
}

async function start(): Promise<WrappedPdfiumModule> {
  const file = readFileSync(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'))
  const pdfium = await init({ wasmBinary: new Uint8Array(file).buffer })
  pdfium.PDFiumExt_Init()
  return pdfium
}

/** The file stays in PDFium's memory, as the document that is open needs it. */
function openSource({ pdfium, ...c }: WrappedPdfiumModule, bytes: Uint8Array): number {
  const at = pdfium.wasmExports.malloc(bytes.byteLength)
  memoryOf(pdfium).set(bytes, at)
  const document = c.FPDF_LoadMemDocument(at, bytes.byteLength, '')
  if (document === 0) throw new Error('PDFium could not open one of the documents')
  return document
}

function saved({ pdfium, ...c }: WrappedPdfiumModule, document: number): Uint8Array {
  const writer = c.PDFiumExt_OpenFileWriter()
  c.PDFiumExt_SaveAsCopy(document, writer)
  const size = c.PDFiumExt_GetFileWriterSize(writer)
  const at = pdfium.wasmExports.malloc(size)
  c.PDFiumExt_GetFileWriterData(writer, at, size)
  return memoryOf(pdfium).slice(at, at + size)
}

/** The package's types know of malloc and free only. */
function memoryOf({ wasmExports }: WrappedPdfiumModule['pdfium']): Uint8Array {
  return new Uint8Array((wasmExports as unknown as { memory: { buffer: ArrayBuffer } }).memory.buffer)
}
