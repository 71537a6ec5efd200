import type { Browser } from 'playwright-core'
import type { Composed } from '../compose.ts'
import { print } from '../print.ts'
import { writeDocx } from './write-docx.ts'

/** One document twice: printed to PDF, and written as DOCX with what was printed. */
export async function printTwin(
  browser: Browser,
  document: Composed,
): Promise<{ pdf: Uint8Array; docx: Uint8Array; tables: number }> {
  const { pdf, tables, blocks } = await print(browser, document)
  return { pdf, docx: writeDocx(blocks), tables: tables.length }
}
