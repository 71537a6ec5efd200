import { ExtractionFailure } from '../failure.ts'
import type { DocumentKind } from '../identify.ts'
import type { Note } from '../model.ts'
import type { PageContent } from './page-content.ts'
import { PdfDocument } from './pdf/pdf-document.ts'

/** An open document, page by page. */
export interface PageReader {
  readonly pageCount: number
  readonly notes: readonly Note[]
  /** Rejects when the page cannot be read. */
  read(page: number): Promise<PageContent>
  /** PNG, `width` pixels wide. */
  preview(page: number, width: number): Promise<Uint8Array>
  close(): void
}

type Open = (bytes: Uint8Array, password: string | undefined) => Promise<PageReader>

const READERS: Readonly<Record<DocumentKind, Open>> = {
  pdf: (bytes, password) => PdfDocument.open(bytes, password),
  docx: () =>
    Promise.reject(new ExtractionFailure('document.not_supported', 'Word documents cannot be read yet.')),
}

/** Throws ExtractionFailure. */
export function openReader(
  kind: DocumentKind,
  bytes: Uint8Array,
  password: string | undefined,
): Promise<PageReader> {
  return READERS[kind](bytes, password)
}
