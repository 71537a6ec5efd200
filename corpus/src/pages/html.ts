import type { TruthCell, TruthRow, TruthTable } from '../tables/truth-table.ts'
import type { Style } from '../style.ts'

export const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? mark)

/** The table as markup; `data-…` carries the truth to whoever measures where the cells came to stand. */
export function tableHtml(table: TruthTable, style: Style): string {
  const wide = Math.max(0, table.rows[0]?.cells.findIndex((cell) => cell.carries) ?? 0)
  const rows = (from: number, to: number, tag: 'th' | 'td') =>
    table.rows
      .slice(from, to)
      .map((row) => rowHtml(row, tag, style, wide))
      .join('')
  const part = table.part ? ' data-part class="top"' : ''
  return `<table data-truth${part} data-header-rows="${table.headerRows}"><thead>${rows(0, table.headerRows, 'th')}</thead><tbody>${rows(table.headerRows, table.rows.length, 'td')}</tbody></table>`
}

/** @param wide the column of the longest texts */
function rowHtml(row: TruthRow, tag: 'th' | 'td', style: Style, wide: number): string {
  const cells = row.cells
    .map((cell, index) => cellHtml(cell, tag, index === 0, index === wide, style))
    .join('')
  return `<tr class="${row.kind}"${row.dropped ? ' data-dropped' : ''}>${cells}</tr>`
}

function cellHtml(cell: TruthCell, tag: 'th' | 'td', first: boolean, wide: boolean, style: Style): string {
  const classes = [
    cell.numeric ? 'num' : '',
    first ? 'label' : '',
    cell.indent ? 'indent' : '',
    cell.spanning ? 'span' : '',
    cell.numeric && !cell.text.endsWith(')') ? 'pad' : '',
  ]
  const shown = `${cell.sign === undefined || cell.text === '' ? '' : `<i class="sign" style="font-style:normal">${escape(cell.sign)}</i>`}${escape(cell.text)}${cell.below === undefined ? '' : `<br>${escape(cell.below)}`}${cell.mark === undefined ? '' : `<sup>${escape(cell.mark)}</sup>`}`
  const whole = cell.below === undefined ? cell.text : `${cell.text} ${cell.below}`
  const text = cell.sign === undefined || cell.text === '' ? whole : `${cell.sign} ${whole}`
  const width = wide && tag === 'td' ? ` style="width:${Math.round(style.labelShare * 100)}%"` : ''
  const spans = `${cell.columnSpan ? ` colspan="${cell.columnSpan}"` : ''}${cell.rowSpan ? ` rowspan="${cell.rowSpan}"` : ''}`
  const amount = cell.amount === undefined ? '' : ` data-amount="${cell.amount}"`
  return `<${tag} class="${classes.filter(Boolean).join(' ')}"${width}${spans}${amount} data-text="${escape(text)}"><span>${shown}</span></${tag}>`
}

export const section = (inner: string, head: string, foot: string): string =>
  `<section><header><span>${escape(head)}</span><span>${escape(foot)}</span></header><main>${inner}</main><footer>${escape(foot)}</footer></section>`
