import {
  cellRef,
  type Cell,
  type CellStyle,
  type CellValue,
  type ColumnDef,
  type MergeRange,
  type WriteSheet,
} from 'hucre/xlsx'
import { heights, wrappedLines } from './row-heights.ts'
import { sheetText } from './sheet-text.ts'
import { MARKS, STYLES } from './styles.ts'

const AUTHOR = 'Ledger Lift'
/** Width that a step of indentation takes. */
const INDENT = 2

interface Extras {
  readonly comment?: string | undefined
  /** A place in this workbook. */
  readonly goTo?: Place | undefined
  /** Footnote marks, raised behind the text. */
  readonly raised?: string | undefined
}

/** A column of a sheet that lists things, one a row. */
export interface ListColumn {
  readonly title: string
  /** Characters. */
  readonly width: number
  readonly align?: 'right'
}

export interface Place {
  readonly sheet: string
  readonly row: number
  readonly column: number
}

/** `'3 Balance sheets'!C12`, as formulas and links name a place. */
export const placeRef = ({ sheet, row, column }: Place): string =>
  `'${sheet.replaceAll("'", "''")}'!${cellRef(row, column)}`

/** One sheet while it is being filled: rows and columns from 0. The only way by which text gets into a workbook. */
export class SheetDraft {
  readonly #cells = new Map<string, Partial<Cell>>()
  readonly #rows: CellValue[][] = []
  readonly #merges: MergeRange[] = []
  readonly #formatted = new Map<CellStyle, Map<string, CellStyle>>()
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  text(row: number, column: number, text: string, style: CellStyle = STYLES.text, extras: Extras = {}): void {
    const value = sheetText(text)
    const { raised = '' } = extras
    if (raised === '') this.#put(row, column, { type: 'string', value, style }, extras)
    else
      this.#put(row, column, { type: 'richText', value, richText: runs(value, raised, style), style }, extras)
  }

  number(
    row: number,
    column: number,
    number: number,
    format: string,
    style: CellStyle,
    extras: Extras = {},
  ): void {
    this.#put(row, column, { type: 'number', value: number, style: this.#withFormat(style, format) }, extras)
  }

  /** `formula` is built of places and our own words only, never of text from a document. */
  formula(row: number, column: number, formula: string, result: number, format: string): void {
    const style = { ...STYLES.number, numFmt: format }
    this.#put(row, column, { type: 'formula', value: result, formula, formulaResult: result, style }, {})
  }

  /** A whole row in its columns' own styles: of a list of a hundred thousand, each cell cannot be an object. */
  plainRow(row: number, values: readonly (string | number)[]): void {
    while (this.#rows.length < row) this.#rows.push([])
    this.#rows[row] = values.map((value) => (typeof value === 'string' ? sheetText(value) : value))
  }

  blank(row: number, column: number, style: CellStyle): void {
    this.#put(row, column, { type: 'empty', value: null, style }, {})
  }

  merge(startRow: number, startCol: number, rows: number, columns: number): void {
    if (rows * columns === 1) return
    this.#merges.push({ startRow, startCol, endRow: startRow + rows - 1, endCol: startCol + columns - 1 })
  }

  listHeader(row: number, columns: readonly ListColumn[]): void {
    for (const [index, { title, align }] of columns.entries()) {
      const alignment =
        align === 'right' ? { horizontal: 'right' as const } : { horizontal: 'left' as const, indent: 1 }
      this.text(row, index, title, {
        ...STYLES.header,
        alignment: { ...STYLES.header.alignment, ...alignment },
      })
    }
  }

  finish(
    layout: Omit<WriteSheet, 'name' | 'rows' | 'cells' | 'merges'> & { columns: ColumnDef[] },
  ): WriteSheet {
    return {
      name: this.name,
      rows: this.#rows,
      cells: this.#cells,
      merges: this.#merges,
      rowDefs: this.#heights(layout.columns),
      ...layout,
      view: { showGridLines: false, ...layout.view },
      pageSetup: {
        paperSize: 'a4',
        orientation: 'landscape',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        ...layout.pageSetup,
      },
      headerFooter: { oddFooter: '&L&A&RPage &P of &N' },
    }
  }

  /** Of the rows whose texts wrap, each in its own column. */
  #heights(columns: readonly ColumnDef[]): NonNullable<WriteSheet['rowDefs']> {
    const lines = new Map<number, number>()
    for (const [key, { value, style }] of this.#cells) {
      if (typeof value !== 'string' || style?.alignment?.wrapText !== true) continue
      const [row = 0, column = 0] = key.split(',').map(Number)
      const indent = (style.alignment.indent ?? 0) * INDENT
      const needed = wrappedLines(value, (columns[column]?.width ?? 0) - indent, style.font?.bold)
      lines.set(row, Math.max(lines.get(row) ?? 1, needed))
    }
    return heights(lines)
  }

  /** One object for a style and a format, however many cells have them. */
  #withFormat(style: CellStyle, format: string): CellStyle {
    const known = this.#formatted.get(style) ?? new Map<string, CellStyle>()
    const formatted = known.get(format) ?? { ...style, numFmt: format }
    this.#formatted.set(style, known.set(format, formatted))
    return formatted
  }

  #put(row: number, column: number, cell: Partial<Cell>, { comment, goTo }: Extras): void {
    this.#cells.set(`${row},${column}`, {
      ...cell,
      ...(comment === undefined ? {} : { comment: { author: AUTHOR, text: sheetText(comment) } }),
      ...(goTo === undefined ? {} : { hyperlink: { target: '', location: placeRef(goTo) } }),
    })
  }
}

const runs = (text: string, raised: string, { font }: CellStyle): NonNullable<Cell['richText']> => [
  { text, ...(font === undefined ? {} : { font }) },
  { text: sheetText(raised), font: { ...font, vertAlign: 'superscript' } },
]

export type Mark = keyof typeof MARKS

/** The style with marks laid over it. */
export const marked = (style: CellStyle, marks: readonly Mark[]): CellStyle =>
  marks.reduce<CellStyle>((laid, mark) => ({ ...laid, ...MARKS[mark] }), style)
