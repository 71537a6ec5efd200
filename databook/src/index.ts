/**
 * The data book: an extraction result in, bytes of xlsx, csv, markdown or json out. Pure and deterministic: the same
 * result gives the same bytes. Nothing that stood in the document becomes a formula, a link or markup.
 */
import type { ExtractionResult } from '@ledger-lift/extraction/model'
import { csvBook } from './csv/csv-book.ts'
import { jsonBook } from './json/json-book.ts'
import { markdownBook } from './markdown/markdown-book.ts'
import { workbook } from './xlsx/workbook.ts'

export const EXPORT_FORMATS = ['xlsx', 'csv', 'md', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface Exported {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** With its point: `.xlsx`; csv gives a zip, one csv a table. */
  readonly extension: string
}

interface Format {
  readonly contentType: string
  readonly extension: string
  readonly write: (result: ExtractionResult) => Uint8Array | Promise<Uint8Array>
}

/** One line a format. */
const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  xlsx: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extension: '.xlsx',
    write: workbook,
  },
  csv: { contentType: 'application/zip', extension: '.zip', write: csvBook },
  md: { contentType: 'text/markdown; charset=utf-8', extension: '.md', write: markdownBook },
  json: { contentType: 'application/json; charset=utf-8', extension: '.json', write: jsonBook },
}

/** What an export in this format is sent as. */
export const contentTypeOf = (format: ExportFormat): string => FORMATS[format].contentType

/** The data book of one document in a format. */
export async function exportResult(result: ExtractionResult, format: ExportFormat): Promise<Exported> {
  const { contentType, extension, write } = FORMATS[format]
  return { bytes: await write(result), contentType, extension }
}
