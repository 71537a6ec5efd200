import assert from 'node:assert/strict'
import { Session } from 'node:inspector/promises'
import { it } from 'node:test'
import { writePdf } from './read/pdf/testing/write-pdf.ts'

const ENGINE = new URL('.', import.meta.url).href
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { extract } = await import('./pipeline.ts')

/** Lines of the page, and of the one beside which it is held. */
const FEW = 60
const MANY = 4 * FEW
/** A step that is taken for each pair is taken sixteen times as often for four times as much. */
const MOST = 8
/** Fewer steps than this, or steps that the smaller page did not come to, have no say. */
const SELDOM = 20_000

const show = (x: number, y: number, text: string): string => `BT /Sans 6 Tf ${x} ${y} Td (${text}) Tj ET\n`
const amount = (row: number, column: number): string => String((row * 7919 + column * 131) % 100_000)
const COLUMNS = [0, 1, 2, 3, 4, 5]

/** A line of each kind of page. */
const PAGES: Readonly<Record<string, (y: number, row: number) => string>> = {
  'a table without rules': (y, row) =>
    show(30, y, `Label of ${row}`) + COLUMNS.map((i) => show(200 + 60 * i, y, amount(row, i))).join(''),
  'a grid': (y, row) =>
    COLUMNS.map((i) => `${40 + 80 * i} ${y - 2} 80 8 re S ${show(42 + 80 * i, y, amount(row, i))}`).join(''),
  prose: (y) => show(30, y, 'the company has considered that these are not the amounts that were expected'),
  'shaded cells': (y, row) =>
    COLUMNS.map(
      (i) => `.8 g ${30 + 80 * i} ${y - 2} 70 7 re f 0 g ${show(32 + 80 * i, y, amount(row, i))}`,
    ).join(''),
}

for (const [name, line] of Object.entries(PAGES)) {
  it(`the steps taken for ${name} grow with the page, not with its square`, async () => {
    const few = await stepsFor(page(line, FEW))
    const many = await stepsFor(page(line, MANY))
    const grown = [...many].filter(([place, count]) => {
      const before = few.get(place) ?? 0
      return count > SELDOM && before > 0 && count > MOST * before
    })
    assert.deepEqual(grown, [])
    assert.ok(Math.max(...many.values()) > SELDOM, 'steps are counted')
  })
}

function page(line: (y: number, row: number) => string, lines: number): Buffer {
  const content = Array.from({ length: lines }, (_, row) => line(20 + row * 8, row)).join('')
  return writePdf([{ content, mediaBox: [0, 0, 600, lines * 8 + 40] }])
}

/** How often each place in the engine's own code is come to, as V8 counts it in what it compiles from now on. */
async function stepsFor(pdf: Uint8Array): Promise<ReadonlyMap<string, number>> {
  await session.post('Profiler.takePreciseCoverage')
  await extract(pdf, { filename: 'page.pdf' })
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const steps = new Map<string, number>()
  for (const { url, functions } of result.filter((script) => script.url.startsWith(ENGINE))) {
    for (const { functionName, ranges } of functions) {
      for (const { startOffset, count } of ranges)
        steps.set(`${url.slice(ENGINE.length)} ${functionName} at ${startOffset}`, count)
    }
  }
  return steps
}
