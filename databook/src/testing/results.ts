import type {
  Cell,
  Check,
  ExtractionResult,
  Note,
  Table,
  TableArtifact,
  Value,
} from '@ledger-lift/extraction/model'

/** A cell of a test's table: text alone, or text with what it means. */
export type Entry =
  | string
  | {
      text: string
      value?: Value | null
      confidence?: number
      span?: [rows: number, columns: number]
      indent?: number
      marks?: readonly string[]
    }
  | null

export const number = (text: string, amount: string): Entry => ({ text, value: { kind: 'number', amount } })
export const percent = (text: string, amount: string): Entry => ({
  text,
  value: { kind: 'number', amount, unit: 'percent' },
})
export const basisPoints = (text: string, amount: string): Entry => ({
  text,
  value: { kind: 'number', amount, unit: 'basis_points' },
})
export const nil = (text = '—'): Entry => ({ text, value: { kind: 'nil' } })

interface TableOptions {
  readonly title?: string
  readonly headerRows?: number
  readonly page?: number
  readonly checks?: readonly Check[]
  readonly units?: Table['units']
}

/** `null` stands for a position under a span. Boxes lie on a plain raster of 90 × 14 points. */
export function tableOf(entries: readonly (readonly Entry[])[], options: TableOptions = {}): TableArtifact {
  const { title, headerRows = 1, page = 1, checks = [], units } = options
  const columns = entries[0]?.length ?? 0
  const cells = entries.flatMap((row, rowIndex) =>
    row.flatMap((entry, column) =>
      entry === null ? [] : [cellOf(entry, rowIndex, column, headerRows, page)],
    ),
  )
  const bbox = { x: 72, y: 100, width: columns * 90, height: entries.length * 14 }
  return {
    id: `p${page}-table-1`,
    type: 'table',
    page,
    bbox,
    confidence: 0.973,
    engine: 'ruled@1',
    ...(title === undefined ? {} : { title }),
    segments: [{ page, bbox, first_row: 0, last_row: entries.length - 1 }],
    table: {
      rows: entries.length,
      columns,
      header_rows: headerRows,
      ...(units ? { units } : {}),
      cells,
      checks,
    },
  }
}

function cellOf(
  entry: NonNullable<Entry>,
  row: number,
  column: number,
  headerRows: number,
  page: number,
): Cell {
  const {
    text,
    value = null,
    confidence = 0.98,
    span = [1, 1],
    indent = 0,
    marks,
  } = typeof entry === 'string' ? { text: entry } : entry
  return {
    row,
    column,
    row_span: span[0],
    column_span: span[1],
    page,
    text,
    ...(marks === undefined ? {} : { marks }),
    bbox: { x: 72 + column * 90 + indent, y: 100 + row * 14, width: 80, height: 10 },
    role: row < headerRows ? 'header' : column === 0 ? 'label' : 'body',
    confidence,
    value,
  }
}

export const resultOf = (
  artifacts: ExtractionResult['artifacts'],
  notes: readonly Note[] = [],
): ExtractionResult => ({
  schema: 'ledger-lift/extraction@1',
  source: {
    filename: 'annual report.pdf',
    sha256: 'ab'.repeat(32),
    content_type: 'application/pdf',
    file_size: 123_456,
  },
  engine: { name: 'ledger-lift', version: '0.1.0', fingerprint: 'cd'.repeat(32) },
  result_hash: 'ef'.repeat(32),
  pages: [{ number: 1, width: 612, height: 792, rotation: 0, text_source: 'native', notes: [] }],
  artifacts,
  notes,
})

/** A statement with spans, indents, parentheses, a dash, a doubtful cell and two checks, one of them off. */
export const incomeStatement = (): TableArtifact =>
  tableOf(
    [
      [
        { text: '', span: [2, 1] },
        { text: 'Year ended December 31,', span: [1, 2] },
        null,
        { text: 'Change', span: [2, 1] },
      ],
      [null, '2023', '2022', null],
      ['Revenue', number('$ 1,234.5', '1234.5'), number('$ 1,100.0', '1100.0'), percent('12.2%', '12.2')],
      [
        { text: 'Cost of sales', indent: 9 },
        number('(800.0)', '-800.0'),
        number('(730.5)', '-730.5'),
        percent('(9.5)%', '-9.5'),
      ],
      [
        { text: 'Impairment', indent: 9 },
        nil(),
        { text: '(12.0)', value: { kind: 'number', amount: '-12.0' }, confidence: 0.61 },
        'n/m',
      ],
      ['Operating profit', number('434.5', '434.5'), number('350.0', '350.0'), percent('24.1%', '24.1')],
    ],
    {
      title: 'Consolidated income statement',
      headerRows: 2,
      units: {
        currency: 'USD',
        scale: 1000,
        evidence: { page: 1, bbox: { x: 72, y: 90, width: 80, height: 9 }, text: '(in thousands)' },
      },
      checks: [
        columnSum(1, 5, [2, 3, 4], '434.5', '434.5', '0'),
        columnSum(2, 5, [2, 3, 4], '357.5', '350.0', '-7.5', 'off'),
      ],
    },
  )

export function columnSum(
  column: number,
  total: number,
  rows: readonly number[],
  expected: string,
  printed: string,
  difference: string,
  verdict: Check['verdict'] = 'ties',
): Check {
  const addends = rows.map((row) => ({ row, column, sign: 1 as const }))
  return {
    kind: 'column_sum',
    total: { row: total, column },
    addends,
    expected,
    printed,
    difference,
    verdict,
  }
}
