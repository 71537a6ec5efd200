import { canonicalJson, sha256Hex, type Cell, type ExtractionResult } from '@ledger-lift/extraction'

/** Bytes that say that they are a PDF; nobody reads further here. */
export const newSource = () => ({ bytes: Buffer.from('%PDF-1.7\n%%EOF\n'), contentType: 'application/pdf' })

const bbox = { x: 72, y: 100, width: 200, height: 60 }

const cell = (row: number, column: number, text: string, change: Partial<Cell> = {}): Cell => ({
  row,
  column,
  row_span: 1,
  column_span: 1,
  page: 1,
  text,
  bbox,
  role: row === 0 ? 'header' : column === 0 ? 'label' : 'body',
  confidence: 0.98,
  value: null,
  ...change,
})

const amount = (row: number, text: string, value: string) =>
  cell(row, 1, text, { value: { kind: 'number', amount: value, currency: 'USD' } })

/** One page, a heading and a table of two rows that add up to a third. */
export function smallResult(): ExtractionResult {
  const artifacts: ExtractionResult['artifacts'] = [
    {
      id: 'p1-text-1',
      type: 'text',
      page: 1,
      bbox,
      confidence: 0.99,
      engine: 'pdfium@1',
      role: 'heading',
      text: 'Revenue',
    },
    {
      id: 'p1-table-1',
      type: 'table',
      page: 1,
      bbox,
      confidence: 0.9,
      engine: 'ruled@1',
      title: 'Revenue',
      segments: [{ page: 1, bbox, first_row: 0, last_row: 3 }],
      table: {
        rows: 4,
        columns: 2,
        header_rows: 1,
        cells: [
          ...[cell(0, 0, ''), cell(0, 1, '2018')],
          ...[cell(1, 0, 'Goods'), amount(1, '1,000', '1000')],
          ...[cell(2, 0, 'Services'), amount(2, '234.5', '234.5')],
          ...[cell(3, 0, 'Total'), amount(3, '1,234.5', '1234.5')],
        ],
        checks: [
          {
            kind: 'column_sum',
            total: { row: 3, column: 1 },
            addends: [
              { row: 1, column: 1, sign: 1 },
              { row: 2, column: 1, sign: 1 },
            ],
            expected: '1234.5',
            printed: '1234.5',
            difference: '0',
            verdict: 'ties',
          },
        ],
      },
    },
  ]
  const pages: ExtractionResult['pages'] = [
    { number: 1, width: 612, height: 792, rotation: 0, text_source: 'native', notes: [] },
  ]
  return {
    schema: 'ledger-lift/extraction@1',
    source: { filename: 'q3.pdf', sha256: 'a'.repeat(64), content_type: 'application/pdf', file_size: 15 },
    engine: { name: 'ledger-lift', version: '0.0.0', fingerprint: 'f'.repeat(64) },
    result_hash: sha256Hex(canonicalJson({ artifacts, pages })),
    pages,
    artifacts,
    notes: [],
  }
}
