import { child, count, descend, elements, toggle, valueOf } from './elements.ts'
import { chosen } from './pieces.ts'
import { countCell, type Reading } from './reading.ts'
import type { Block, WordRow, WordTable } from './word-document.ts'
import { bordersIn } from './styles.ts'
import type { XmlElement } from './xml.ts'

type ReadBlocks = (parent: XmlElement) => Block[]

interface OpenCell {
  readonly column: number
  readonly columnSpan: number
  rowSpan: number
  readonly blocks: readonly Block[]
}

/** A `w:tbl`: cells at their grid columns, spans over rows counted, deleted rows gone. */
export function readTable(table: XmlElement, reading: Reading, readBlocks: ReadBlocks): WordTable {
  const rows: { header: boolean; cells: OpenCell[] }[] = []
  /** By grid column: the cell that a `vMerge` without a value goes on with. */
  let above = new Map<number, OpenCell>()
  for (const row of rowsOf(table)) {
    const properties = child(row, 'w:trPr')
    if (isDeleted(properties, reading)) continue
    const cells: OpenCell[] = []
    const merging = new Map<number, OpenCell>()
    let column = columnCount(valueOf(properties, 'w:gridBefore'), reading, 0)
    for (const element of cellsOf(row)) {
      countCell(reading)
      const cell = child(element, 'w:tcPr')
      const columnSpan = Math.max(1, columnCount(valueOf(cell, 'w:gridSpan'), reading, 1))
      const merge = child(cell, 'w:vMerge')
      const goesOn =
        merge !== undefined && merge.attributes['w:val'] !== 'restart' ? above.get(column) : undefined
      const last = cells.at(-1)
      if (valueOf(cell, 'w:hMerge') === 'continue' && last !== undefined) {
        cells[cells.length - 1] = { ...last, columnSpan: last.columnSpan + columnSpan }
      } else if (goesOn !== undefined && goesOn.columnSpan === columnSpan) {
        goesOn.rowSpan += 1
        merging.set(column, goesOn)
      } else {
        const open: OpenCell = { column, columnSpan, rowSpan: 1, blocks: readBlocks(element) }
        cells.push(open)
        if (merge !== undefined) merging.set(column, open)
      }
      column = Math.min(column + columnSpan, reading.limits.columns)
    }
    above = merging
    rows.push({ header: toggle(properties, 'w:tblHeader') === true, cells })
  }
  return { kind: 'table', ruled: isRuled(table, reading), rows: rows satisfies WordRow[] }
}

/** By the table's own borders, else by its style's. */
function isRuled(table: XmlElement, { styles }: Reading): boolean {
  const properties = child(table, 'w:tblPr')
  return bordersIn(properties) ?? styles.of(valueOf(properties, 'w:tblStyle')).ruled
}

const columnCount = (text: string | undefined, { limits }: Reading, otherwise: number): number =>
  count(text, limits.columns) ?? otherwise

function isDeleted(properties: XmlElement | undefined, reading: Reading): boolean {
  const deleted = child(properties, 'w:del') !== undefined
  if (deleted || child(properties, 'w:ins') !== undefined) reading.met.add('tracked')
  return deleted
}

/** Rows and cells may be wrapped in content controls and custom XML. */
function unwrapped(parent: XmlElement, name: string): XmlElement[] {
  return elements(parent).flatMap((element) => {
    if (element.name === name) return [element]
    if (element.name === 'w:sdt') return unwrapped(child(element, 'w:sdtContent') ?? element, name)
    if (element.name === 'w:customXml' || element.name === 'w:ins') return unwrapped(element, name)
    if (element.name === 'mc:AlternateContent') return unwrapped(chosen(element), name)
    return []
  })
}

const rowsOf = (table: XmlElement): XmlElement[] => unwrapped(table, 'w:tr')
const cellsOf = (row: XmlElement): XmlElement[] =>
  unwrapped(row, 'w:tc').filter((cell) => descend(cell, 'w:tcPr', 'w:cellDel') === undefined)
