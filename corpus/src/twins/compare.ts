import type { ExtractionResult, Table } from '@ledger-lift/extraction'

/** What two readings of one table differ in, a line each; none when they are the same. */
export function differences(a: ExtractionResult, b: ExtractionResult): string[] {
  const [tables, others] = [tablesOf(a), tablesOf(b)]
  if (tables.length !== others.length) return [`${tables.length} tables against ${others.length}`]
  return tables.flatMap((table, index) => {
    const other = others[index]
    return other === undefined
      ? []
      : tableDifferences(table, other).map((what) => `table ${index + 1}: ${what}`)
  })
}

export const tablesOf = ({ artifacts }: ExtractionResult): Table[] =>
  artifacts.flatMap((artifact) => (artifact.type === 'table' ? [artifact.table] : []))

function tableDifferences(a: Table, b: Table): string[] {
  const shape = (table: Table) =>
    `${table.rows} rows, ${table.columns} columns, ${table.header_rows} of headings`
  if (shape(a) !== shape(b)) return [`${shape(a)} against ${shape(b)}`]
  const cells = new Map(b.cells.map((cell) => [`${cell.row},${cell.column}`, described(cell)]))
  return a.cells.flatMap((cell) => {
    const other = cells.get(`${cell.row},${cell.column}`)
    return described(cell) === other
      ? []
      : [`${cell.row},${cell.column} ${described(cell)} against ${other ?? 'none'}`]
  })
}

/** All that a cell says; not where it stands, nor how sure it is. */
function described({ text, marks = [], row_span, column_span, role, value }: Table['cells'][number]): string {
  // A currency sign at the left edge of its cell touches an amount that fills the cell.
  const printed = text.replace(/^(\p{Sc}) /u, '$1')
  return JSON.stringify({ text: printed, marks, spans: [row_span, column_span], role, value })
}
