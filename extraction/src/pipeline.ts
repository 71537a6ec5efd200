import { findFigures } from './figures/find-figures.ts'
import type { FoundFigure } from './figures/found-figure.ts'
import { engine, type EngineOptions, recogniserStamp } from './engine.ts'
import { withLayout } from './engine-setting.ts'
import { ExtractionFailure } from './failure.ts'
import { aboutPage } from './assemble/about-page.ts'
import { documentFacts } from './assemble/document-facts.ts'
import { finishPages } from './assemble/finished-pages.ts'
import { joinPages } from './assemble/join-pages.ts'
import { stretches } from './assemble/stretches.ts'
import { sha256Hex } from './canonical.ts'
import { rounded } from './geometry/box.ts'
import type { Matrix } from './geometry/matrix.ts'
import { CONTENT_TYPES, type DocumentKind, HEADER_WITHIN, identify, otherKind } from './identify.ts'
import type { ExtractionResult, Note, Page, Source } from './model.ts'
import { DEFAULT_LANGUAGES } from './ocr/languages.ts'
import { legibleTables, legibleTexts } from './ocr/legible.ts'
import { type SeenPage, seenPage } from './ocr/read-scan.ts'
import type { PageContent } from './read/page-content.ts'
import { PageFailure } from './read/page-failure.ts'
import { endsAsZip } from './read/docx/zip-directory.ts'
import { openReader, type PagedKind, type PageReader, type ReadOptions } from './read/open-reader.ts'
import { allBytes, bytesAt, stored, type StoredFile } from './read/stored-file.ts'
import { findTables } from './tables/find-tables.ts'
import type { FoundTable } from './tables/found-table.ts'
import { findTextBlocks } from './text/find-text-blocks.ts'
import type { FoundText } from './text/found-text.ts'
import { textLinesOutside } from './text/text-line.ts'
import { type Layout, openWord } from './word/open-word.ts'

export interface OpenOptions extends ReadOptions {
  /** Pages, after which `document.too_many_pages`. */
  readonly maxPages?: number
  /** Languages that scanned pages are read in; `eng` unless given. */
  readonly languages?: readonly string[]
  /** A Word document laid out on pages. Without it everything is on page 1, in boxes of no size. */
  readonly layout?: Layout
}

/** What one page gave: plain JSON, so that a finished batch can be kept and taken up again. */
export interface PageFindings {
  readonly number: number
  /** Null where the page could not be read; `notes` says why. */
  readonly page: Page | null
  readonly tables: readonly FoundTable[]
  readonly figures: readonly FoundFigure[]
  readonly texts: readonly FoundText[]
  readonly notes: readonly Note[]
  /** From the points of the findings to the page's, where a scan was made upright for reading. */
  readonly toPage?: Matrix
}

/** What is found on each page of an open document, and its picture. */
export interface OpenedPages {
  readonly pageCount: number
  readonly notes: readonly Note[]
  /** A page that cannot be read gives a note, never an error. */
  find(page: number): Promise<PageFindings>
  /** PNG, `width` pixels wide. */
  preview(page: number, width: number): Promise<Uint8Array>
  close(): void
}

export interface OpenDocument extends Disposable {
  readonly kind: DocumentKind
  readonly pageCount: number
  readonly notes: readonly Note[]
  /** Reads these pages and finds what stands on them. A page that cannot be read gives a note, never an error. */
  work(pages: readonly number[]): Promise<PageFindings[]>
  /** The page as PNG, `width` pixels wide. */
  preview(page: number, width: number): Promise<Uint8Array>
}

/** Throws ExtractionFailure. */
export async function openDocument(
  document: Uint8Array | StoredFile,
  options: OpenOptions = {},
): Promise<OpenDocument> {
  const file = stored(document)
  const start = bytesAt(file, 0, HEADER_WITHIN)
  const kind = identify(start)
  if (kind === null) throw notSupported(allBytes(file))
  if (kind === 'pdf' && (endsAsZip(file) || otherKind(start) !== undefined)) throw twoFormats()
  const reader =
    kind === 'docx' ? await openWord(allBytes(file), options) : await openPages(kind, file, options)
  try {
    refuseTooManyPages(reader.pageCount, options.maxPages)
  } catch (refused) {
    reader.close()
    throw refused
  }
  return {
    kind,
    pageCount: reader.pageCount,
    notes: reader.notes,
    async work(pages) {
      const findings: PageFindings[] = []
      for (const number of pages) findings.push(await reader.find(number))
      return findings
    },
    preview: (page, width) => reader.preview(page, width),
    [Symbol.dispose]: () => reader.close(),
  }
}

/** A document whose pages are looked at one by one. */
async function openPages(kind: PagedKind, file: StoredFile, options: OpenOptions): Promise<OpenedPages> {
  const reader = await openReader(kind, file, options)
  return {
    pageCount: reader.pageCount,
    notes: reader.notes,
    find: (number) => workPage(reader, number, options.languages),
    preview: (page, width) => reader.preview(page, width),
    close: () => reader.close(),
  }
}

async function workPage(
  reader: PageReader,
  number: number,
  languages: readonly string[] = DEFAULT_LANGUAGES,
): Promise<PageFindings> {
  try {
    return findSeen(await seenPage(reader, await reader.read(number), languages))
  } catch (cause) {
    return failedPage(number, cause)
  }
}

function findSeen({ content, scan }: SeenPage): PageFindings {
  const found = findOnPage(content)
  if (scan === undefined) return found
  const { toPage, width, height } = scan
  return {
    ...found,
    page: pageOf({ ...content, width, height }),
    tables: legibleTables(found.tables, content.words),
    texts: legibleTexts(found.texts, content.words, recogniserStamp()),
    toPage,
  }
}

/** The recipe for one page. */
function findOnPage(content: PageContent): PageFindings {
  const tables = findTables(content)
  const lines = textLinesOutside(content.words, tables)
  const figures = findFigures(content, lines, tables)
  const texts = findTextBlocks(content, lines, tables, figures)
  return { number: content.number, page: pageOf(content), tables, figures, texts, notes: [] }
}

/**
 * The recipe for the document: joins the findings of all pages. The worker takes the same steps with a process for
 * each stretch of pages.
 */
export function assemble(
  source: Source,
  notes: readonly Note[],
  findings: readonly PageFindings[],
  options: EngineOptions = {},
): ExtractionResult {
  const pages = findings.map((page) => ({ ...aboutPage(page), page }))
  const facts = documentFacts(pages)
  const finished = stretches(pages).map((some) =>
    finishPages(
      some.map(({ page }) => page),
      facts,
      options,
    ),
  )
  return joinPages(source, engine(options), notes, finished)
}

/** All steps in one go, for one file and this process. Throws ExtractionFailure. */
export async function extract(
  bytes: Uint8Array,
  options: OpenOptions & EngineOptions & { readonly filename: string; readonly pages?: readonly number[] },
): Promise<ExtractionResult> {
  using document = await openDocument(bytes, options)
  const pages = options.pages ?? Array.from({ length: document.pageCount }, (_, index) => index + 1)
  const source: Source = {
    filename: options.filename,
    sha256: sha256Hex(bytes),
    content_type: CONTENT_TYPES[document.kind],
    file_size: bytes.byteLength,
  }
  const result = assemble(source, document.notes, await document.work(pages), options)
  return options.layout ? { ...result, engine: withLayout(result.engine, options.layout.by) } : result
}

function pageOf(content: PageContent): Page {
  return {
    number: content.number,
    width: rounded(content.width),
    height: rounded(content.height),
    rotation: content.rotation,
    text_source: content.textSource,
    notes: content.notes,
  }
}

function failedPage(number: number, cause: unknown): PageFindings {
  const why = cause instanceof Error ? cause.message : String(cause)
  const code = cause instanceof PageFailure ? cause.code : 'page.failed'
  const note: Note = { code, page: number, message: `Page ${number} could not be read: ${why}` }
  return { number, page: null, tables: [], figures: [], texts: [], notes: [note] }
}

function notSupported(bytes: Uint8Array): ExtractionFailure {
  return new ExtractionFailure(
    'document.not_supported',
    `The file is ${otherKind(bytes) ?? 'neither a PDF nor a Word document (DOCX)'}. Save it as PDF or DOCX.`,
  )
}

function twoFormats(): ExtractionFailure {
  return new ExtractionFailure(
    'document.hostile',
    'The file is a PDF and something else in one, as no honest document is.',
  )
}

function refuseTooManyPages(pages: number, most: number | undefined): void {
  if (most === undefined || pages <= most) return
  throw new ExtractionFailure(
    'document.too_many_pages',
    `The document has ${pages} pages; at most ${most} are taken. Split it, or raise the limit.`,
  )
}
