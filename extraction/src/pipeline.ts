import type { Engine, ExtractionResult, Note, Source } from './model.ts'
import type { DocumentKind } from './identify.ts'

export interface OpenOptions {
  readonly password?: string
  /** Pages, after which `document.too_many_pages`. */
  readonly maxPages?: number
}

/** What one page gave: plain JSON, so that a finished batch can be kept and taken up again. */
export interface PageFindings {
  readonly number: number
}

export interface OpenDocument extends Disposable {
  readonly kind: DocumentKind
  readonly pageCount: number
  readonly notes: readonly Note[]
  /** Reads these pages and finds what stands on them. A page that cannot be read gives a note, never an error. */
  work(pages: readonly number[]): PageFindings[]
  /** The page as PNG, `width` pixels wide. */
  preview(page: number, width: number): Uint8Array
}

/** Throws ExtractionFailure. */
export async function openDocument(_bytes: Uint8Array, _options: OpenOptions = {}): Promise<OpenDocument> {
  throw new Error('to be written by the extraction engine')
}

/** Joins the findings of all pages: tables that go on, conventions of numbers, ids, reading order, the result hash. */
export function assemble(
  _source: Source,
  _notes: readonly Note[],
  _findings: readonly PageFindings[],
): ExtractionResult {
  throw new Error('to be written by the extraction engine')
}

/** Name, version and fingerprint of this engine: what goes into the result and the run. */
export function engine(): Engine {
  throw new Error('to be written by the extraction engine')
}

/** All steps in one go, for one file and this process. Throws ExtractionFailure. */
export async function extract(
  _bytes: Uint8Array,
  _options: OpenOptions & { readonly filename: string; readonly pages?: readonly number[] },
): Promise<ExtractionResult> {
  throw new Error('to be written by the extraction engine')
}
