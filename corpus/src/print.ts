import type { Browser } from 'playwright-core'
import { fontFaces } from './fonts.ts'
import { pageSize } from './style.ts'
import type { Composed } from './compose.ts'
import { readBlocks, type TwinBlock } from './twins/read-blocks.ts'

export interface Printed {
  readonly pdf: Uint8Array
  readonly pages: number
  readonly tables: readonly MeasuredTable[]
  /** What each page says, for a twin in another format. */
  readonly blocks: readonly (readonly TwinBlock[])[]
}

/** A table of the truth where it came to stand; boxes are [x0, y0, x1, y1] in points. */
export interface MeasuredTable {
  readonly page: number
  readonly bbox: readonly number[]
  readonly cells: readonly MeasuredCell[]
}

interface MeasuredCell {
  readonly row: number
  readonly col: number
  readonly rowspan: number
  readonly colspan: number
  readonly text: string
  readonly bbox: readonly number[]
  readonly amount?: string
}

/** Prints a document through Chromium and reads off where each cell stands. What does not fit its page is left out. */
export async function print(browser: Browser, document: Composed): Promise<Printed> {
  const page = await browser.newPage()
  try {
    await page.setContent(document.html)
    await page.addStyleTag({ content: await fontFaces(document.style.font) })
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(fontsLoaded)
    await page.evaluate(sameColumns)
    const parts = await page.locator('table[data-part]').count()
    await page.evaluate(dropOverflow)
    if ((await page.locator('table[data-part]').count()) !== parts)
      throw new Error(`${document.name}: a part of a table does not fit its page`)
    const tables = await page.evaluate(measure)
    const blocks = await page.evaluate(readBlocks)
    const { width, height } = pageSize(document.style)
    const pdf = await page.pdf({
      width: `${width / 72}in`,
      height: `${height / 72}in`,
      printBackground: true,
      preferCSSPageSize: true,
    })
    return { pdf, pages: await page.locator('section').count(), tables, blocks }
  } finally {
    await page.close()
  }
}

/** In the browser: the text is laid out in its own fonts before anything is measured. */
async function fontsLoaded(): Promise<void> {
  await document.fonts.ready
}

/** In the browser: a table that goes on over pages has the same columns on each. */
function sameColumns(): void {
  const tables = [...document.querySelectorAll<HTMLTableElement>('table[data-part]')]
  const heads = tables.map((table) => [...(table.rows[0]?.cells ?? [])])
  const widths = heads[0]?.map((_, column) =>
    Math.max(...heads.map((cells) => cells[column]?.getBoundingClientRect().width ?? 0)),
  )
  if (widths === undefined) return
  const excess =
    widths.reduce((sum, width) => sum + width, 0) - (tables[0]?.getBoundingClientRect().width ?? 0)
  const widest = widths.indexOf(Math.max(...widths))
  for (const [index, table] of tables.entries()) {
    table.style.tableLayout = 'fixed'
    heads[index]?.forEach((cell, column) => {
      cell.style.width = `${(widths[column] ?? 0) - (column === widest ? excess : 0)}px`
    })
  }
}

/** In the browser: takes blocks from the end of a page until nothing runs over its foot or its side. */
function dropOverflow(): void {
  for (const table of document.querySelectorAll('.columns table')) {
    const column = table.parentElement?.querySelector('p')?.getBoundingClientRect().width ?? Infinity
    // No document prints a table over the text of the next column.
    if (table.scrollWidth > column + 1) table.remove()
  }
  for (const sheet of document.querySelectorAll('section')) {
    const main = sheet.querySelector('main')
    const limit = sheet.getBoundingClientRect()
    const over = (): boolean =>
      [...sheet.querySelectorAll('main *')].some((element) => {
        const box = element.getBoundingClientRect()
        return box.bottom > limit.bottom - 64 || box.right > limit.right - 60
      })
    while (main !== null && over()) {
      const blocks = main.querySelectorAll('.columns > *').length > 0 ? main.querySelector('.columns') : main
      if (!blocks?.lastElementChild) break
      blocks.lastElementChild.remove()
    }
  }
}

/** In the browser: the tables with their cells, in points from the top-left corner of their page. */
function measure(): MeasuredTable[] {
  const POINTS = 72 / 96
  const box = (inner: DOMRect, outer: DOMRect): number[] =>
    [inner.left - outer.left, inner.top - outer.top, inner.right - outer.left, inner.bottom - outer.top].map(
      (length) => Math.round(length * POINTS * 100) / 100,
    )
  const tables: MeasuredTable[] = []
  const sheets = [...document.querySelectorAll('section')]
  sheets.forEach((sheet, index) => {
    const origin = sheet.getBoundingClientRect()
    for (const table of sheet.querySelectorAll<HTMLTableElement>('table[data-truth]')) {
      const cells: MeasuredCell[] = []
      const taken = new Set<string>()
      const rows = [...table.rows].filter((row) => row.dataset['dropped'] === undefined)
      rows.forEach((row, rowIndex) => {
        let column = 0
        for (const cell of row.cells) {
          while (taken.has(`${rowIndex},${column}`)) column++
          for (let down = 0; down < cell.rowSpan; down++)
            for (let right = 0; right < cell.colSpan; right++)
              taken.add(`${rowIndex + down},${column + right}`)
          const text = cell.dataset['text'] ?? ''
          const amount = cell.dataset['amount']
          if (text !== '')
            cells.push({
              row: rowIndex,
              col: column,
              rowspan: cell.rowSpan,
              colspan: cell.colSpan,
              text,
              bbox: box((cell.firstElementChild ?? cell).getBoundingClientRect(), origin),
              ...(amount === undefined ? {} : { amount }),
            })
          column += cell.colSpan
        }
      })
      tables.push({ page: index + 1, bbox: box(table.getBoundingClientRect(), origin), cells })
    }
  })
  return tables
}
