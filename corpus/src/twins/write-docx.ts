import { strToU8, zipSync } from 'fflate'
import { escape } from '../pages/html.ts'
import type { TwinBlock, TwinCell, TwinTable } from './read-blocks.ts'

/** A day that archives can write: the same content gives the same bytes. */
const WRITTEN = new Date('2024-01-01T00:00:00')
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const TYPES = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A Word document of these pages, as Word would write it: styles, a list, a break before each page. */
export function writeDocx(pages: readonly (readonly TwinBlock[])[]): Uint8Array {
  const body = pages
    .map((blocks, index) => (index === 0 ? '' : PAGE_BREAK) + blocks.map(blockXml).join(''))
    .join('')
  const files = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${TYPES}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${TYPES}.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="${TYPES}.numbering+xml"/></Types>`,
    '_rels/.rels': relations(['officeDocument', 'word/document.xml']),
    'word/_rels/document.xml.rels': relations(['styles', 'styles.xml'], ['numbering', 'numbering.xml']),
    'word/document.xml': `<w:document xmlns:w="${W}"><w:body>${body}<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1080" w:right="1140" w:bottom="1080" w:left="1140" w:header="560" w:footer="560" w:gutter="0"/></w:sectPr></w:body></w:document>`,
    'word/styles.xml': `<w:styles xmlns:w="${W}"><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:rPr><w:sz w:val="18"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style></w:styles>`,
    'word/numbering.xml': `<w:numbering xmlns:w="${W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
  }
  const packed = Object.entries(files).map(([name, xml]) => [name, strToU8(HEAD + xml)])
  return zipSync(Object.fromEntries(packed), { mtime: WRITTEN })
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

function relations(...parts: readonly (readonly [string, string])[]): string {
  const list = parts.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`
}

function blockXml(block: TwinBlock): string {
  if (block.kind === 'table') return tableXml(block)
  const properties = [
    block.kind === 'heading' ? '<w:pStyle w:val="Heading2"/>' : '',
    block.kind === 'item' ? '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' : '',
    block.centred ? '<w:jc w:val="center"/>' : '',
  ]
  return `<w:p><w:pPr>${properties.join('')}</w:pPr>${run(block.text)}</w:p>`
}

function run(text: string, properties = ''): string {
  if (text === '') return ''
  const lines = text.split('\n').map((line) => `<w:t xml:space="preserve">${escape(line)}</w:t>`)
  return `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}${lines.join('<w:br/>')}</w:r>`
}

/** Twentieths of a point: the width of the text. */
const WIDTH = 9960

function tableXml({ headerRows, ruled, rows }: TwinTable): string {
  const columns = Math.max(...rows.map((row) => row.reduce((sum, cell) => sum + cell.columnSpan, 0)))
  const width = Math.floor(WIDTH / (columns + 2))
  const grid = Array.from({ length: columns }, (_, index) => (index === 0 ? 3 : 1) * width)
  const line = ruled ? 'single' : 'none'
  const sides = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  const borders = sides.map((side) => `<w:${side} w:val="${line}" w:sz="4" w:space="0" w:color="444444"/>`)
  const merged = new Map<number, { left: number; columnSpan: number }>()
  const body = rows.map((row, index) => {
    const header = index < headerRows ? '<w:trPr><w:tblHeader/></w:trPr>' : ''
    return `<w:tr>${header}${rowXml(row, columns, merged, grid)}</w:tr>`
  })
  return `<w:tbl><w:tblPr><w:tblW w:w="${WIDTH}" w:type="dxa"/><w:tblBorders>${borders.join('')}</w:tblBorders></w:tblPr><w:tblGrid>${grid.map((each) => `<w:gridCol w:w="${each}"/>`).join('')}</w:tblGrid>${body.join('')}</w:tbl><w:p/>`
}

/** `merged`: by column, the cells from above that reach into this row. */
function rowXml(
  row: readonly TwinCell[],
  columns: number,
  merged: Map<number, { left: number; columnSpan: number }>,
  grid: readonly number[],
): string {
  const cells = [...row]
  let xml = ''
  for (let column = 0; column < columns;) {
    const above = merged.get(column)
    if (above !== undefined && above.left > 0) {
      above.left -= 1
      xml += cellXml('', above.columnSpan, '<w:vMerge/>', false, grid[column] ?? 0)
      column += above.columnSpan
      continue
    }
    const cell = cells.shift()
    if (cell === undefined) break
    const { rowSpan, columnSpan } = cell
    merged.set(column, { left: rowSpan - 1, columnSpan })
    const content =
      run(cell.sign === '' ? '' : `${cell.sign} `) +
      run(cell.text) +
      run(cell.mark, '<w:vertAlign w:val="superscript"/>')
    const merge = rowSpan > 1 ? '<w:vMerge w:val="restart"/>' : ''
    xml += cellXml(content, columnSpan, merge, cell.right, grid[column] ?? 0)
    column += columnSpan
  }
  return xml
}

function cellXml(content: string, columnSpan: number, merge: string, right: boolean, width: number): string {
  const span = columnSpan > 1 ? `<w:gridSpan w:val="${columnSpan}"/>` : ''
  const align = right ? '<w:pPr><w:jc w:val="right"/></w:pPr>' : ''
  return `<w:tc><w:tcPr><w:tcW w:w="${width * columnSpan}" w:type="dxa"/>${span}${merge}</w:tcPr><w:p>${align}${content}</w:p></w:tc>`
}
