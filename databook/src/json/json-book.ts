import type { ExtractionResult } from '@ledger-lift/extraction/model'

/** The whole result as it is, indented for a reader. */
export const jsonBook = (result: ExtractionResult): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(result, null, 2) + '\n')
