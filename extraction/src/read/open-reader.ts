import type { DocumentKind } from '../identify.ts'
import type { Note } from '../model.ts'
import type { PageContent } from './page-content.ts'
import type { PagePicture } from './pdf/picture-of-page.ts'
import { PdfDocument } from './pdf/pdf-document.ts'
import type { StoredFile } from './stored-file.ts'

/** An open document, page by page. */
export interface PageReader {
  readonly pageCount: number
  readonly notes: readonly Note[]
  /** Rejects when the page cannot be read. */
  read(page: number): Promise<PageContent>
  /** PNG, `width` pixels wide. */
  preview(page: number, width: number): Promise<Uint8Array>
  /** The page as a picture to be read: a scan at its own resolution. */
  picture(page: number): Promise<PagePicture>
  close(): void
}

export interface ReadOptions {
  readonly password?: string
  /** Bytes that a part of the file may unpack to, and that reading may take; each reader has its own unless given. */
  readonly unpacked?: number
  readonly memory?: number
  /** The same bytes were opened before, without a note that they are damaged: they are not searched again. */
  readonly again?: boolean
}

type Open = (file: StoredFile, options: ReadOptions) => Promise<PageReader>

/** Kinds of documents that are read as pages; a Word document is read as what it says, see `word/open-word.ts`. */
export type PagedKind = Exclude<DocumentKind, 'docx'>

const READERS: Readonly<Record<PagedKind, Open>> = {
  pdf: (file, options) => PdfDocument.open(file, options),
}

/** Throws ExtractionFailure. */
export function openReader(kind: PagedKind, file: StoredFile, options: ReadOptions): Promise<PageReader> {
  return READERS[kind](file, options)
}
