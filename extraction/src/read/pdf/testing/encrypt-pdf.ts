import { init } from '@embedpdf/pdfium'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { PdfiumExports } from '../pdfium-exports.ts'

/** The same document, encrypted with AES-256, as PDFium itself saves it. */
export async function encrypted(pdf: Uint8Array, password: string): Promise<Uint8Array> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'))
  const c = await init({ wasmBinary: new Uint8Array(wasm).buffer, print: () => {}, printErr: () => {} })
  c.PDFiumExt_Init()
  // The package's types know of malloc and free only.
  const { memory, malloc } = c.pdfium.wasmExports as unknown as PdfiumExports
  const data = malloc(pdf.byteLength)
  new Uint8Array(memory.buffer).set(pdf, data)
  const document = c.FPDF_LoadMemDocument(data, pdf.byteLength, '')
  c.EPDF_SetEncryption(document, password, `${password}-owner`, ALL_PERMISSIONS)
  const writer = c.PDFiumExt_OpenFileWriter()
  c.PDFiumExt_SaveAsCopy(document, writer)
  const size = c.PDFiumExt_GetFileWriterSize(writer)
  const saved = malloc(size)
  c.PDFiumExt_GetFileWriterData(writer, saved, size)
  return new Uint8Array(memory.buffer).slice(saved, saved + size)
}

const ALL_PERMISSIONS = 0xfffffffc | 0
