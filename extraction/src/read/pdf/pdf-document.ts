import { ExtractionFailure } from '../../failure.ts'
import type { Note } from '../../model.ts'
import type { PageContent } from '../page-content.ts'
import { type Pdfium, pdfium, retire } from './pdfium.ts'
import { readPage } from './read-page.ts'
import { renderPage } from './render.ts'

/** FPDF_GetLastError, fpdfview.h. */
const ERROR_PASSWORD = 4
const ERROR_SECURITY = 5

/** An open PDF. Pages are opened one at a time, so memory does not grow with their number. */
export class PdfDocument {
  readonly pageCount: number
  readonly notes: readonly Note[]
  readonly #bytes: Uint8Array
  readonly #password: string
  #opened: Opened

  private constructor(opened: Opened, bytes: Uint8Array, password: string) {
    this.#opened = opened
    this.#bytes = bytes
    this.#password = password
    this.pageCount = opened.pdfium.c.FPDF_GetPageCount(opened.document)
    this.notes = notesOn(opened)
  }

  /** Throws ExtractionFailure: damaged, password required or wrong. */
  static async open(bytes: Uint8Array, password: string | undefined): Promise<PdfDocument> {
    const opened = load(await pdfium(), bytes, password ?? '')
    if (typeof opened === 'number') throw whyNot(opened, password)
    return new PdfDocument(opened, bytes, password ?? '')
  }

  /** Throws what went wrong with this page; after a trap the next page gets a fresh PDFium. */
  async read(number: number): Promise<PageContent> {
    return this.#onPage(number, (engine, page) => readPage(engine, page, number))
  }

  async preview(number: number, width: number): Promise<Uint8Array> {
    return this.#onPage(number, (engine, page) => renderPage(engine, page, width))
  }

  close(): void {
    const { pdfium, document, data } = this.#opened
    pdfium.c.FPDF_CloseDocument(document)
    pdfium.c.free(data)
  }

  async #onPage<T>(number: number, use: (engine: Pdfium, page: number) => T): Promise<T> {
    const { pdfium: engine, document } = this.#opened
    try {
      const page = engine.c.FPDF_LoadPage(document, number - 1)
      if (page === 0) throw new Error(`page ${number} cannot be opened`)
      const result = use(engine, page)
      engine.c.FPDF_ClosePage(page)
      return result
    } catch (cause) {
      if (isTrap(cause)) await this.#reopen(engine)
      throw cause
    }
  }

  async #reopen(broken: Pdfium): Promise<void> {
    await retire(broken)
    const opened = load(await pdfium(), this.#bytes, this.#password)
    if (typeof opened === 'number') throw whyNot(opened, this.#password)
    this.#opened = opened
  }
}

interface Opened {
  readonly pdfium: Pdfium
  readonly document: number
  /** The file's bytes in WebAssembly memory: PDFium reads from them while the document is open. */
  readonly data: number
}

/** The open document, or PDFium's error number. */
function load(engine: Pdfium, bytes: Uint8Array, password: string): Opened | number {
  const { c } = engine
  const data = c.malloc(bytes.byteLength)
  if (data === 0)
    throw new ExtractionFailure('document.over_limit', 'The file is too large for the memory there is.')
  new Uint8Array(c.memory.buffer).set(bytes, data)
  const secret = Buffer.from(`${password}\0`, 'utf8')
  const at = c.malloc(secret.byteLength)
  new Uint8Array(c.memory.buffer).set(secret, at)
  const document = c.FPDF_LoadMemDocument(data, bytes.byteLength, at)
  new Uint8Array(c.memory.buffer).fill(0, at, at + secret.byteLength)
  c.free(at)
  if (document !== 0) return { pdfium: engine, document, data }
  c.free(data)
  return c.FPDF_GetLastError()
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

function notesOn({ pdfium: { c }, document }: Opened): Note[] {
  const notes: Note[] = []
  if (c.FPDFDoc_GetJavaScriptActionCount(document) > 0) {
    notes.push({ code: 'document.scripts_ignored', message: 'Scripts in the document were not run.' })
  }
  if (c.FPDFDoc_GetAttachmentCount(document) > 0) {
    notes.push({
      code: 'document.attachments_ignored',
      message: 'Files attached to the document were not read.',
    })
  }
  return notes
}

/** Traps and aborts of WebAssembly; errors of our own have other names. */
const isTrap = (error: unknown): boolean => error instanceof Error && error.name === 'RuntimeError'
