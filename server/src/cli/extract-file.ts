import {
  assemble,
  CONTENT_TYPES,
  openDocument,
  sha256Hex,
  type ExtractionResult,
  type Source,
} from '@ledger-lift/extraction'
import { pageRanges } from './page-ranges.ts'

export interface FileOptions {
  readonly filename: string
  /** As on the command line: `1-3`. All when undefined. */
  readonly pages: string | undefined
  readonly password: string | undefined
}

/** One file, in this process. Throws ExtractionFailure, and UsageError for pages that are not there. */
export async function extractFile(bytes: Uint8Array, options: FileOptions): Promise<ExtractionResult> {
  using document = await openDocument(
    bytes,
    options.password === undefined ? {} : { password: options.password },
  )
  const pages = pageRanges(options.pages ?? '1-', document.pageCount)
  const source: Source = {
    filename: options.filename,
    sha256: sha256Hex(bytes),
    content_type: CONTENT_TYPES[document.kind],
    file_size: bytes.length,
  }
  return assemble(source, document.notes, document.work(pages))
}
