import type { Cell, ExtractionResult, Table } from '@ledger-lift/extraction/model'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { gridOf, tableTitle, tablesOf } from '../tables.ts'
import { csvText, harmless } from './csv-text.ts'

/** A zip's earliest date, in local time as zip keeps it: the bytes depend on no clock. */
const NO_DATE = new Date(1980, 0, 1)

/** A zip with one UTF-8 csv a table, numbered as in the document. */
export function csvBook(result: ExtractionResult): Uint8Array {
  const tables = tablesOf(result)
  const digits = Math.max(2, `${tables.length}`.length)
  const files: Zippable = {}
  for (const [index, artifact] of tables.entries()) {
    const name = `${`${index + 1}`.padStart(digits, '0')}-${slug(tableTitle(artifact))}.csv`
    files[name] = strToU8(tableCsv(artifact.table))
  }
  if (tables.length === 0) files['no-tables.txt'] = strToU8('No tables were found in this document.\n')
  return zipSync(files, { mtime: NO_DATE, level: 6 })
}

const slug = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, 60)
    .replace(/^-|-$/gu, '') || 'table'

/** Values as plain decimals, the rest as printed. A header over several columns stands in each of them. */
export const tableCsv = (table: Table): string =>
  csvText(
    gridOf(table).map((row, rowIndex) =>
      row.map((cell, columnIndex) => {
        if (cell === null || cell.row !== rowIndex) return ''
        return cell.column === columnIndex || cell.role === 'header' ? plain(cell) : ''
      }),
    ),
  )

/** A spreadsheet reads `12.5%` as the number that it is. */
const UNIT_SIGNS = { percent: '%', basis_points: ' bp' } as const

function plain({ text, value, role }: Cell): string {
  if (value === null || role === 'header') return harmless(text)
  switch (value.kind) {
    case 'number':
      return decimal(value.amount, text, value.unit && UNIT_SIGNS[value.unit])
    case 'date':
      return harmless(value.date)
    case 'nil':
      return '0'
    case 'missing':
      return harmless(text)
  }
}

/** Only a true decimal goes out unescaped; a broken amount falls back to the printed text. */
const decimal = (amount: string, text: string, unit = ''): string =>
  /^-?\d+(\.\d+)?$/u.test(amount) ? amount + unit : harmless(text)
