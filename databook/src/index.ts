import type { ExtractionResult } from '@ledger-lift/extraction/model'

export type ExportFormat = 'xlsx' | 'csv' | 'md' | 'json'

export interface Exported {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** With its point: `.xlsx`; csv gives a zip, one csv a table. */
  readonly extension: string
}

/** The data book of one document in a format. */
export async function exportResult(_result: ExtractionResult, _format: ExportFormat): Promise<Exported> {
  throw new Error('to be written')
}
