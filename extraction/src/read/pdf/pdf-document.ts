import { ExtractionFailure } from '../../failure.ts'
import type { Note } from '../../model.ts'
import type { PageContent } from '../page-content.ts'
import { PageFailure } from '../page-failure.ts'
import { inMemory, stored, type StoredFile } from '../stored-file.ts'
import { drawTypedText, hasTypedText } from './form-fields.ts'
import { ignoredActions } from './ignored-actions.ts'
import { PDF_LIMITS, type PdfOptions } from './limits.ts'
import {
  bytesIn,
  bytesOf,
  closeFile,
  type HeldFile,
  holdFile,
  letGo,
  openFile,
  type OpenFile,
  reopenFile,
} from './open-file.ts'
import { type Pdfium, pdfium, retire } from './pdfium.ts'
import { type PagePicture, pictureOfPage } from './picture-of-page.ts'
import { readPage } from './read-page.ts'
import { renderPage } from './render.ts'
import { type SearchedFile, searchFile } from './search-file.ts'

/**
 * PDFium keeps fonts, images and objects of every page that was read while the document is open, some 0.7 MB a
 * page of a filing, and its memory never shrinks. So many pages may be opened, and by so many bytes its memory may grow,
 * before the document is opened anew: 2 ms, and 25 µs for each page before the next in a tree without branches.
 */
const PAGES_AT_ONCE = 32
const GROWTH = 32 * 1024 * 1024

/** An open PDF. Pages are opened one at a time, so memory does not grow with their number. */
export class PdfDocument {
  readonly pageCount: number
  readonly notes: readonly Note[]
  readonly #password: string | undefined
  #file: OpenFile
  #mostMemory: number
  #opened = 0

  private constructor(file: OpenFile, notes: readonly Note[], password: string | undefined) {
    this.#file = file
    this.#password = password
    this.notes = notes
    this.#mostMemory = memoryOf(file) + GROWTH
    this.pageCount = file.pdfium.c.FPDF_GetPageCount(file.document)
  }

  /** Throws ExtractionFailure: damaged, password required or wrong, too large. */
  static async open(source: Uint8Array | StoredFile, options: PdfOptions): Promise<PdfDocument> {
    const { password } = options
    const engine = await pdfium()
    engine.limit.bytes = options.memory ?? PDF_LIMITS.memory
    try {
      const held = holdFile(engine, stored(source))
      const searched = await searchHeld(held, options)
      const file = openFile(held, password, searched)
      const notes = searched === null ? [] : [...notesOn(file), ...ignoredActions(searched.actions)]
      const document = new PdfDocument(file, notes, password)
      if (document.pageCount > 0) return document
      document.close()
      throw new ExtractionFailure('document.damaged', 'The file has no page that can be read.')
    } catch (cause) {
      if (!isTrap(cause)) throw cause
      await retire(engine)
      throw trapped(engine, cause)
    }
  }

  /** Throws what went wrong with this page; after a trap the next page gets a fresh PDFium. */
  async read(number: number): Promise<PageContent> {
    const content = await this.#onPage(number, (engine, page) => readPage(engine, page, number))
    if (this.#file.isCutOff && isEmpty(content))
      throw new PageFailure('page.failed', 'it is empty in what there is of the file')
    return content
  }

  async preview(number: number, width: number): Promise<Uint8Array> {
    return this.#onPage(number, (engine, page) => renderPage(engine, page, width))
  }

  /** The page as a picture to be read. */
  async picture(number: number): Promise<PagePicture> {
    return this.#onPage(number, pictureOfPage)
  }

  close(): void {
    closeFile(this.#file)
  }

  async #onPage<T>(number: number, use: (engine: Pdfium, page: number) => T): Promise<T> {
    this.#giveBackMemory()
    const { pdfium: engine, document } = this.#file
    try {
      return withPage(engine, document, number, (page) => use(engine, page))
    } catch (cause) {
      if (!isTrap(cause)) throw cause
      await this.#startAnew(engine)
      throw pageTrapped(engine, cause)
    }
  }

  #giveBackMemory(): void {
    this.#opened += 1
    if (this.#opened <= PAGES_AT_ONCE && memoryOf(this.#file) <= this.#mostMemory) return
    this.#opened = 1
    this.#file = reopenFile(this.#file, this.#password)
    this.#mostMemory = memoryOf(this.#file)
  }

  async #startAnew(broken: Pdfium): Promise<void> {
    const bytes = bytesOf(this.#file)
    const { isCutOff } = this.#file
    await retire(broken)
    const engine = await pdfium()
    engine.limit.bytes = broken.limit.bytes
    // Its bytes have their new end by now.
    this.#file = { ...openFile(holdFile(engine, inMemory(bytes)), this.#password, null), isCutOff }
    this.#mostMemory = memoryOf(this.#file) + GROWTH
  }
}

/** Null for a file that was searched before. One that is refused is held no more. */
async function searchHeld(
  held: HeldFile,
  { again = false, unpacked }: PdfOptions,
): Promise<SearchedFile | null> {
  if (again) return null
  try {
    return await searchFile(() => bytesIn(held), unpacked ?? PDF_LIMITS.unpacked)
  } catch (refused) {
    letGo(held)
    throw refused
  }
}

/** Opens the page, with what was typed into its form, and closes it again. */
function withPage<T>(engine: Pdfium, document: number, number: number, use: (page: number) => T): T {
  let page = load(engine, document, number)
  try {
    if (hasTypedText(engine, page)) {
      drawTypedText(engine, page)
      engine.c.FPDF_ClosePage(page)
      page = load(engine, document, number)
    }
    const result = use(page)
    engine.c.FPDF_ClosePage(page)
    return result
  } catch (cause) {
    if (!isTrap(cause)) engine.c.FPDF_ClosePage(page)
    throw cause
  }
}

function load({ c }: Pdfium, document: number, number: number): number {
  const page = c.FPDF_LoadPage(document, number - 1)
  if (page === 0) throw new Error('it cannot be opened')
  return page
}

const isEmpty = ({ words, images, rules, fills, drawings }: PageContent): boolean =>
  [words, images, rules, fills, drawings].every(({ length }) => length === 0)

const memoryOf = (file: OpenFile): number => file.pdfium.c.memory.buffer.byteLength

/** Traps, aborts and exhausted stacks of WebAssembly; errors of our own have other names. */
const isTrap = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'RuntimeError' || (error.name === 'RangeError' && /call stack/.test(error.message)))

const megabytes = ({ limit }: Pdfium): number => Math.round(limit.bytes / 1024 ** 2)

/** Opening the file stopped PDFium, as it will each time. */
function trapped(engine: Pdfium, cause: unknown): ExtractionFailure {
  return engine.limit.refused
    ? new ExtractionFailure(
        'document.over_limit',
        `The file needs more than ${megabytes(engine)} MB to be read.`,
        {
          cause,
        },
      )
    : new ExtractionFailure('document.damaged', 'The file is built so that no reader can get through it.', {
        cause,
      })
}

const pageTrapped = (engine: Pdfium, cause: unknown): PageFailure =>
  engine.limit.refused
    ? new PageFailure('page.over_limit', `it needs more than ${megabytes(engine)} MB to be read`, { cause })
    : new PageFailure('page.failed', 'it is built so that no reader can get through it', { cause })

function notesOn({ pdfium: { c }, document, unstatedPages, isCutOff }: OpenFile): Note[] {
  const notes: Note[] = []
  if (unstatedPages > 0) {
    notes.push({
      code: 'document.damaged',
      message: `The file states ${unstatedPages} pages fewer than it has; all were read.`,
    })
  }
  if (isCutOff) {
    const pages = c.FPDF_GetPageCount(document)
    notes.push({
      code: 'document.damaged',
      message: `The file is cut off, or damaged where it lists its pages. What there is of it has ${pages} pages; there may have been more, and more on them.`,
    })
  } else if (c.FPDF_DocumentHasValidCrossReferenceTable(document) === 0) {
    notes.push({
      code: 'document.damaged',
      message: 'The file is damaged and was read as far as it could be repaired; something may be missing.',
    })
  }
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
