/**
 * The vocabulary of an extraction result, `ledger-lift/extraction@1`. Others program against these names.
 *
 * - **document**: one file, as bytes.
 * - **page**: one page as a reader sees it: after the crop box and after `/Rotate`.
 * - **artifact**: a table, figure or text block, with page, box, confidence and engine.
 * - **segment**: the part of a table that stands on one page.
 * - **check**: arithmetic tried on a table and its verdict.
 * - **note**: something lost or doubtful. A result without notes lost nothing.
 *
 * Lengths are PDF points (1/72 inch), the origin is the page's top-left corner, y grows downwards.
 * Rows, columns and spans count from 0; pages count from 1. Amounts are decimal strings, never floats.
 */

export const SCHEMA = 'ledger-lift/extraction@1'

export interface BoundingBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface ExtractionResult {
  readonly schema: typeof SCHEMA
  readonly source: Source
  readonly engine: Engine
  /** SHA-256, hex, of the canonical JSON (RFC 8785) of `{ artifacts, pages }`. */
  readonly result_hash: string
  readonly pages: readonly Page[]
  readonly artifacts: readonly Artifact[]
  readonly notes: readonly Note[]
}

export interface Source {
  readonly filename: string
  /** SHA-256 of the bytes, 64 hex digits. */
  readonly sha256: string
  readonly content_type: string
  readonly file_size: number
}

export interface Engine {
  readonly name: 'ledger-lift'
  readonly version: string
  /** Changes when any part that can change a result changes. */
  readonly fingerprint: string
}

export type TextSource = 'native' | 'ocr' | 'none'

export interface Page {
  readonly number: number
  readonly width: number
  readonly height: number
  /** The page's own `/Rotate`, already applied to every box: 0, 90, 180 or 270. */
  readonly rotation: number
  readonly text_source: TextSource
  readonly notes: readonly Note[]
}

export interface Note {
  readonly code: NoteCode
  readonly message: string
  readonly page?: number
}

/** The closed list of what a note can say. */
export type NoteCode =
  | 'page.no_text_layer'
  | 'page.failed'
  | 'page.over_limit'
  | 'page.garbled_text'
  /** Much of a scanned page could hardly be read. */
  | 'page.low_confidence'
  | 'document.damaged'
  | 'document.scripts_ignored'
  | 'document.attachments_ignored'
  /** Word: what others added is read, what they deleted is not. */
  | 'document.tracked_changes'
  /** Word: links to other files were not followed. */
  | 'document.references_ignored'
  /** Word: not laid out on pages, so everything is on page 1, in order, with boxes of no size. */
  | 'document.no_layout'

export type Artifact = TableArtifact | FigureArtifact | TextArtifact

interface Located {
  /** `p1-table-1`: stable for the same bytes and the same engine. */
  readonly id: string
  /** The first page that it stands on. */
  readonly page: number
  readonly bbox: BoundingBox
  /** 0..1, never exactly 1. */
  readonly confidence: number
  /** The finder and its version, `ruled@1`. */
  readonly engine: string
}

export interface TableArtifact extends Located {
  readonly type: 'table'
  readonly title?: string
  readonly segments: readonly Segment[]
  readonly table: Table
}

export interface Segment {
  readonly page: number
  readonly bbox: BoundingBox
  readonly first_row: number
  readonly last_row: number
}

/** The cells tile the grid: each (row, column) is covered by exactly one cell, empty ones included. */
export interface Table {
  readonly rows: number
  readonly columns: number
  readonly header_rows: number
  readonly units?: Units
  readonly cells: readonly Cell[]
  readonly checks: readonly Check[]
}

export interface Units {
  /** ISO 4217. */
  readonly currency?: string
  /** 1, 1000, 1000000 …: a printed amount times this is the amount meant. */
  readonly scale?: number
  /** What the statement leaves out ("except per share data"): those amounts say `scaled: false`. */
  readonly except?: readonly UnitsException[]
  readonly evidence?: Evidence
}

export type UnitsException = 'per_share'

export interface Evidence {
  readonly page: number
  readonly bbox: BoundingBox
  readonly text: string
}

export type CellRole = 'header' | 'label' | 'body'

export interface Cell {
  readonly row: number
  readonly column: number
  readonly row_span: number
  readonly column_span: number
  readonly page: number
  /** As printed, less its raised footnote marks. */
  readonly text: string
  /** Raised footnote marks beside the text, bare and in order: `1` for "Goodwill" with a small (1). */
  readonly marks?: readonly string[]
  /** Around the cell's text, or the cell's area where it is empty. */
  readonly bbox: BoundingBox
  readonly role: CellRole
  readonly confidence: number
  readonly value: Value | null
}

export type Value = NumberValue | DateValue | NilValue | MissingValue

export interface NumberValue {
  readonly kind: 'number'
  /** Sign and digits with a point, as printed, not scaled: `-1234.5`. */
  readonly amount: string
  readonly currency?: string
  /** What one of it is, where that is not an amount: `12.5` in percent is 12.5 %. */
  readonly unit?: NumberUnit
  /** Present where the table's scale does not hold for it: an amount per share. */
  readonly scaled?: false
}

export type NumberUnit = 'percent' | 'basis_points'

export interface DateValue {
  readonly kind: 'date'
  /** ISO 8601, as precise as printed: `2018-12-31`, `2018-12`, `2018`. */
  readonly date: string
  /**
   * The period that a header speaks of: an ISO 8601 duration that ends on `date` (`P3M`, `P13W`, `P1Y`), or the part of the
   * year `date` (`Q3`, `H1`, `FY`), which may be a fiscal year.
   */
  readonly period?: string
}

/** A printed dash: nothing, zero. */
export interface NilValue {
  readonly kind: 'nil'
}

/** `n/a`, `NM`: printed as having no value. */
export interface MissingValue {
  readonly kind: 'missing'
}

export type Verdict = 'ties' | 'rounding' | 'off' | 'untestable'

export interface CellPosition {
  readonly row: number
  readonly column: number
}

export interface Check {
  readonly kind: 'column_sum' | 'row_sum' | 'running_balance'
  readonly total: CellPosition
  readonly addends: readonly (CellPosition & { readonly sign: 1 | -1 })[]
  readonly expected: string
  readonly printed: string
  readonly difference: string
  readonly verdict: Verdict
}

export interface FigureArtifact extends Located {
  readonly type: 'figure'
  readonly caption?: string
}

export type TextRole =
  'heading' | 'paragraph' | 'list_item' | 'caption' | 'footnote' | 'page_header' | 'page_footer'

export interface TextArtifact extends Located {
  readonly type: 'text'
  readonly role: TextRole
  readonly text: string
}
