import Type, { type Static } from 'typebox'

/**
 * `ledger-lift/extraction@1` as JSON Schema: what the artifacts' routes give and what openapi.json describes.
 * The words are those of `extraction/src/model.ts`; a test compares the two.
 */

const Open = { additionalProperties: false } as const

export const BoundingBox = Type.Object(
  { x: Type.Number(), y: Type.Number(), width: Type.Number(), height: Type.Number() },
  { ...Open, description: 'Points (1/72 inch) from the top-left corner of the page as a reader sees it.' },
)

export const Note = Type.Object(
  { code: Type.String(), message: Type.String(), page: Type.Optional(Type.Integer({ minimum: 1 })) },
  Open,
)

const located = {
  id: Type.String({ description: 'Stable for the same bytes and the same engine: `p1-table-1`.' }),
  page: Type.Integer({ minimum: 1 }),
  bbox: BoundingBox,
  confidence: Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
  engine: Type.String({ description: 'The finder and its version: `ruled@1`.' }),
}

const Value = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('number'),
      amount: Type.String({ description: 'A decimal string as printed, not scaled: `-1234.5`.' }),
      currency: Type.Optional(Type.String()),
      unit: Type.Optional(Type.Enum(['percent', 'basis_points'])),
      scaled: Type.Optional(
        Type.Literal(false, { description: "The table's scale does not hold for it: an amount per share." }),
      ),
    },
    Open,
  ),
  Type.Object(
    {
      kind: Type.Literal('date'),
      date: Type.String(),
      period: Type.Optional(
        Type.String({ description: 'Ends on the date (`P3M`) or is part of its year (`Q3`, `H1`, `FY`).' }),
      ),
    },
    Open,
  ),
  Type.Object({ kind: Type.Literal('nil') }, Open),
  Type.Object({ kind: Type.Literal('missing') }, Open),
])

const span = Type.Integer({ minimum: 1 })
const index = Type.Integer({ minimum: 0 })

const Cell = Type.Object(
  {
    row: index,
    column: index,
    row_span: span,
    column_span: span,
    page: Type.Integer({ minimum: 1 }),
    text: Type.String(),
    marks: Type.Optional(
      Type.Array(Type.String(), { description: 'Raised footnote marks beside the text, bare: `1`.' }),
    ),
    bbox: BoundingBox,
    role: Type.Enum(['header', 'label', 'body']),
    confidence: Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
    value: Type.Union([Value, Type.Null()]),
  },
  Open,
)

const Check = Type.Object(
  {
    kind: Type.Enum(['column_sum', 'row_sum', 'running_balance']),
    total: Type.Object({ row: index, column: index }, Open),
    addends: Type.Array(
      Type.Object({ row: index, column: index, sign: Type.Union([Type.Literal(1), Type.Literal(-1)]) }, Open),
    ),
    expected: Type.String(),
    printed: Type.String(),
    difference: Type.String(),
    verdict: Type.Enum(['ties', 'rounding', 'off', 'untestable']),
  },
  Open,
)

const Units = Type.Object(
  {
    currency: Type.Optional(Type.String({ description: 'ISO 4217' })),
    scale: Type.Optional(Type.Number()),
    except: Type.Optional(
      Type.Array(Type.Enum(['per_share']), { description: 'What the statement of units leaves out.' }),
    ),
    evidence: Type.Optional(
      Type.Object({ page: Type.Integer(), bbox: BoundingBox, text: Type.String() }, Open),
    ),
  },
  Open,
)

export const Table = Type.Object(
  {
    rows: index,
    columns: index,
    header_rows: index,
    units: Type.Optional(Units),
    cells: Type.Array(Cell, { description: 'They tile the grid: each position is covered by exactly one.' }),
    checks: Type.Array(Check),
  },
  Open,
)

const Segment = Type.Object(
  { page: Type.Integer({ minimum: 1 }), bbox: BoundingBox, first_row: index, last_row: index },
  Open,
)

const table = {
  ...located,
  type: Type.Literal('table'),
  title: Type.Optional(Type.String()),
  segments: Type.Array(Segment),
  table: Table,
}
const figure = { ...located, type: Type.Literal('figure'), caption: Type.Optional(Type.String()) }
const text = {
  ...located,
  type: Type.Literal('text'),
  role: Type.Enum(['heading', 'paragraph', 'list_item', 'caption', 'footnote', 'page_header', 'page_footer']),
  text: Type.String(),
}

export const Artifact = Type.Union([
  Type.Object(table, Open),
  Type.Object(figure, Open),
  Type.Object(text, Open),
])

const kept = { s3_key: Type.String({ description: 'The object that holds it: the result of its run.' }) }

/** An artifact as the API gives it: as in the result, with the key of the object that holds it. */
export const StoredArtifact = Type.Union([
  Type.Object({ ...table, ...kept }, Open),
  Type.Object({ ...figure, ...kept }, Open),
  Type.Object({ ...text, ...kept }, Open),
])
export type StoredArtifact = Static<typeof StoredArtifact>

export const PageSchema = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    width: Type.Number(),
    height: Type.Number(),
    rotation: Type.Unsafe<number>({ enum: [0, 90, 180, 270] }),
    text_source: Type.Enum(['native', 'ocr', 'none']),
    notes: Type.Array(Note),
  },
  Open,
)

export const ExtractionResultSchema = Type.Object(
  {
    schema: Type.Literal('ledger-lift/extraction@1'),
    source: Type.Object(
      {
        filename: Type.String(),
        sha256: Type.String(),
        content_type: Type.String(),
        file_size: Type.Integer(),
      },
      Open,
    ),
    engine: Type.Object(
      { name: Type.Literal('ledger-lift'), version: Type.String(), fingerprint: Type.String() },
      Open,
    ),
    result_hash: Type.String({
      description: 'SHA-256 of the canonical JSON (RFC 8785) of pages and artifacts.',
    }),
    pages: Type.Array(PageSchema),
    artifacts: Type.Array(Artifact),
    notes: Type.Array(Note),
  },
  Open,
)
