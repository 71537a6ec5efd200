import { crc32 } from 'node:zlib'
import { ExtractionFailure } from '../../failure.ts'
import { inMemory, type StoredFile } from '../stored-file.ts'
import { withEnd } from './cut-file.ts'
import { pagesBeyond } from './page-counts.ts'
import type { Pdfium } from './pdfium.ts'
import type { SearchedFile } from './search-file.ts'

/** FPDF_GetLastError, fpdfview.h. */
const ERROR_FORMAT = 3
const ERROR_PASSWORD = 4
const ERROR_SECURITY = 5

/** The bytes of a file in PDFium's memory. */
export interface HeldFile {
  readonly pdfium: Pdfium
  readonly data: number
  readonly size: number
}

/** A file that PDFium reads where it is held while the document is open. */
export interface OpenFile extends HeldFile {
  readonly document: number
  /** CRC-32 of the bytes. */
  readonly checksum: number
  /** How many pages more the page tree holds than it states. */
  readonly unstatedPages: number
  /** What lists the pages, or the end of the file, is missing, and was written anew. */
  readonly isCutOff: boolean
}

/** Throws ExtractionFailure when it is too large. */
export function holdFile(pdfium: Pdfium, file: StoredFile): HeldFile {
  const { c } = pdfium
  const data = c.malloc(file.size)
  if (data === 0) throw tooLarge()
  const held = { pdfium, data, size: file.size }
  file.read(bytesIn(held), 0)
  return held
}

/** Where they are until PDFium's memory grows. */
export const bytesIn = ({ pdfium, data, size }: HeldFile): Buffer =>
  Buffer.from(pdfium.c.memory.buffer, data, size)

export const letGo = ({ pdfium, data }: HeldFile): void => pdfium.c.free(data)

/**
 * Throws ExtractionFailure: damaged, password required or wrong, too large; the file is then held no more.
 *
 * @param searched the bytes; null where they have as many pages as they state
 */
export function openFile(
  held: HeldFile,
  password: string | undefined,
  searched: SearchedFile | null,
): OpenFile {
  try {
    return openWhole(held, password, searched)
  } catch (refused) {
    if (!(refused instanceof ExtractionFailure)) throw refused
    const isCutOff = held.pdfium.c.FPDF_GetLastError() === ERROR_FORMAT
    const ended = isCutOff ? withEnd(Buffer.from(bytesIn(held))) : null
    letGo(held)
    if (ended === null) throw refused
    return { ...openWhole(holdFile(held.pdfium, inMemory(ended)), password, searched), isCutOff }
  }
}

function openWhole(held: HeldFile, password: string | undefined, searched: SearchedFile | null): OpenFile {
  const { pdfium, data, size } = held
  const document = load(pdfium, data, size, password)
  if (document === 0) throw whyNot(pdfium.c.FPDF_GetLastError(), password)
  const file = { ...held, document, checksum: crc32(bytesIn(held)), unstatedPages: 0, isCutOff: false }
  return searched === null ? file : withAllPages(file, password, searched)
}

/** Opened anew without the number of pages that the file states, where there are more. */
function withAllPages(file: OpenFile, password: string | undefined, searched: SearchedFile): OpenFile {
  const { pdfium, data, size } = file
  const stated = pdfium.c.FPDF_GetPageCount(file.document)
  const pages = pagesBeyond(pdfium, data, size, stated, searched, () => load(pdfium, data, size, password))
  if (pages === null) return file
  const checksum = crc32(bytesIn(file))
  return { ...reopenFile(file, password), checksum, unstatedPages: pages - stated }
}

/**
 * The file's bytes back from PDFium's memory, where the only copy of a file of 100 MB lies. Throws when a trap was not
 * the first that went wrong there.
 */
export function bytesOf(file: OpenFile): Uint8Array {
  const bytes = Buffer.from(bytesIn(file))
  if (crc32(bytes) !== file.checksum) throw new Error("the file in PDFium's memory was written over")
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

export function closeFile(file: OpenFile): void {
  file.pdfium.c.FPDF_CloseDocument(file.document)
  letGo(file)
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
