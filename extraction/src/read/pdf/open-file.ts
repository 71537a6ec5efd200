import { crc32 } from 'node:zlib'
import { ExtractionFailure } from '../../failure.ts'
import { withEnd } from './cut-file.ts'
import { pagesBeyond } from './page-counts.ts'
import type { Pdfium } from './pdfium.ts'
import type { SearchedFile } from './search-file.ts'

/** FPDF_GetLastError, fpdfview.h. */
const ERROR_FORMAT = 3
const ERROR_PASSWORD = 4
const ERROR_SECURITY = 5

/** A file in PDFium's memory, where PDFium reads from it while the document is open. */
export interface OpenFile {
  readonly pdfium: Pdfium
  readonly document: number
  readonly data: number
  readonly size: number
  /** CRC-32 of the bytes. */
  readonly checksum: number
  /** How many pages more the page tree holds than it states. */
  readonly unstatedPages: number
  /** What lists the pages, or the end of the file, is missing, and was written anew. */
  readonly isCutOff: boolean
}

/**
 * Throws ExtractionFailure: damaged, password required or wrong, too large.
 *
 * @param searched the bytes; null where they have as many pages as they state
 */
export function openFile(
  pdfium: Pdfium,
  bytes: Uint8Array,
  password: string | undefined,
  searched: SearchedFile | null,
): OpenFile {
  try {
    return openWhole(pdfium, bytes, password, searched)
  } catch (refused) {
    if (pdfium.c.FPDF_GetLastError() !== ERROR_FORMAT) throw refused
    const ended = withEnd(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    if (ended === null) throw refused
    return { ...openWhole(pdfium, ended, password, searched), isCutOff: true }
  }
}

function openWhole(
  pdfium: Pdfium,
  bytes: Uint8Array,
  password: string | undefined,
  searched: SearchedFile | null,
): OpenFile {
  const { c } = pdfium
  const data = c.malloc(bytes.byteLength)
  if (data === 0) throw tooLarge()
  new Uint8Array(c.memory.buffer).set(bytes, data)
  const size = bytes.byteLength
  const document = load(pdfium, data, size, password)
  if (document === 0) {
    const error = c.FPDF_GetLastError()
    c.free(data)
    throw whyNot(error, password)
  }
  const file = { pdfium, document, data, size, checksum: crc32(bytes), unstatedPages: 0, isCutOff: false }
  return searched === null ? file : withAllPages(file, password, searched)
}

/** Opened anew without the number of pages that the file states, where there are more. */
function withAllPages(file: OpenFile, password: string | undefined, searched: SearchedFile): OpenFile {
  const { pdfium, data, size } = file
  const stated = pdfium.c.FPDF_GetPageCount(file.document)
  const pages = pagesBeyond(pdfium, data, size, stated, searched, () => load(pdfium, data, size, password))
  if (pages === null) return file
  const checksum = crc32(new Uint8Array(pdfium.c.memory.buffer, data, size))
  return { ...reopenFile(file, password), checksum, unstatedPages: pages - stated }
}

/**
 * The file's bytes back from PDFium's memory, where the only copy of a file of 100 MB lies. Throws when a trap was not
 * the first that went wrong there.
 */
export function bytesOf({ pdfium, data, size, checksum }: OpenFile): Uint8Array {
  const bytes = new Uint8Array(pdfium.c.memory.buffer).slice(data, data + size)
  if (crc32(bytes) !== checksum) throw new Error("the file in PDFium's memory was written over")
  return bytes
}

/** The same file, opened anew: what PDFium kept of the pages that were read is given back. */
export function reopenFile(file: OpenFile, password: string | undefined): OpenFile {
  const { c } = file.pdfium
  c.FPDF_CloseDocument(file.document)
  const document = load(file.pdfium, file.data, file.size, password)
  if (document === 0) throw whyNot(c.FPDF_GetLastError(), password)
  return { ...file, document }
}

export function closeFile({ pdfium: { c }, document, data }: OpenFile): void {
  c.FPDF_CloseDocument(document)
  c.free(data)
}

/** The document's handle, or 0. */
function load({ c }: Pdfium, data: number, size: number, password: string | undefined): number {
  const secret = Buffer.from(`${password ?? ''}\0`, 'utf8')
  const at = c.malloc(secret.byteLength)
  new Uint8Array(c.memory.buffer).set(secret, at)
  const document = c.FPDF_LoadMemDocument(data, size, at)
  new Uint8Array(c.memory.buffer).fill(0, at, at + secret.byteLength)
  c.free(at)
  return document
}

function whyNot(error: number, password: string | undefined): ExtractionFailure {
  if (error === ERROR_PASSWORD) {
    return password === undefined || password === ''
      ? new ExtractionFailure('document.password_required', 'The document opens only with a password.')
      : new ExtractionFailure('document.password_wrong', 'The password does not open the document.')
  }
  if (error === ERROR_SECURITY) {
    return new ExtractionFailure(
      'document.damaged',
      'The document is encrypted in a way that is not supported.',
    )
  }
  return new ExtractionFailure(
    'document.damaged',
    'The file is not a readable PDF: it is damaged or cut off.',
  )
}

const tooLarge = (): ExtractionFailure =>
  new ExtractionFailure('document.over_limit', 'The file is too large for the memory there is.')
