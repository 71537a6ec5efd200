/** What a printed document says, in order, as a Word document can say it. */
export type TwinBlock = TwinText | TwinTable

export interface TwinText {
  readonly kind: 'heading' | 'item' | 'text'
  readonly text: string
  readonly centred: boolean
}

export interface TwinTable {
  readonly kind: 'table'
  readonly headerRows: number
  readonly ruled: boolean
  readonly rows: readonly (readonly TwinCell[])[]
}

export interface TwinCell {
  readonly sign: string
  readonly text: string
  readonly mark: string
  readonly columnSpan: number
  readonly rowSpan: number
  readonly right: boolean
}

/** In the browser, after what does not fit was left out: the blocks of each page. */
export function readBlocks(): TwinBlock[][] {
  const cellOf = (cell: HTMLTableCellElement) => {
    const sign = cell.querySelector('.sign')?.textContent ?? ''
    const mark = cell.querySelector('sup')?.textContent ?? ''
    const whole = cell.textContent
    return {
      sign,
      text: whole.slice(sign.length, whole.length - mark.length),
      mark,
      columnSpan: cell.colSpan,
      rowSpan: cell.rowSpan,
      right: cell.classList.contains('num'),
    }
  }
  const tableOf = (table: HTMLTableElement): TwinBlock => ({
    kind: 'table',
    headerRows: table.tHead?.rows.length ?? 0,
    ruled: getComputedStyle(table.rows[0]?.cells[0] ?? table).borderLeftWidth !== '0px',
    rows: [...table.rows].map((row) => [...row.cells].map(cellOf)),
  })
  const blocksIn = (parent: Element): TwinBlock[] =>
    [...parent.children].flatMap((element): TwinBlock[] => {
      if (element instanceof HTMLTableElement) return [tableOf(element)]
      if (['DIV', 'UL', 'OL'].includes(element.tagName) && element.children.length > 0)
        return blocksIn(element)
      const kind = /^H\d$/.test(element.tagName) ? 'heading' : element.tagName === 'LI' ? 'item' : 'text'
      const text = element instanceof HTMLElement ? element.innerText : element.textContent
      return [{ kind, text, centred: getComputedStyle(element).textAlign === 'center' }]
    })
  return [...document.querySelectorAll('main')].map(blocksIn)
}
