import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extract } from '../index.ts'
import { show, writePdf } from '../read/pdf/testing/write-pdf.ts'

const TITLES = ['Business', 'Risk factors', 'Properties', 'Legal proceedings', 'Market risk', 'Controls']
const PAGES = ['3', '10', '17', '24', '31', '38']
const DIGIT = 5.56

type Entry = (y: number, title: string, page: string, index: number) => string

async function itemsOf(entry: Entry, pages = PAGES, heading = ''): Promise<unknown[]> {
  const lines = TITLES.map((title, i) => entry(600 - 14 * i, title, pages[i] ?? '', i + 1))
  const content = show(50, 680, 'Contents', 14, 'Bold') + heading + lines.join('')
  const bytes = writePdf([{ content, mediaBox: [0, 0, 600, 800] }])
  const { artifacts } = await extract(bytes, { filename: 'a.pdf' })
  return artifacts.map((artifact) =>
    artifact.type === 'text' ? `${artifact.role}: ${artifact.text}` : artifact.type,
  )
}

const atRight = (y: number, text: string): string => show(500 - DIGIT * text.length, y, text)
const expected = (pages = PAGES, label = (i: number): string => `${i + 1}. `): string[] => [
  'heading: Contents',
  ...TITLES.map((title, i) => `list_item: ${label(i)}${title} … ${pages[i]}`),
]

test('a table of contents is a list of its entries: with leaders', async () => {
  assert.deepEqual(
    await itemsOf((y, title, page, i) => show(50, y, `${i}. ${title} ${'.'.repeat(60)} ${page}`)),
    expected(),
  )
})

test('a table of contents is a list of its entries: without leaders', async () => {
  assert.deepEqual(
    await itemsOf((y, title, page, i) => show(50, y, `${i}. ${title}`) + atRight(y, page)),
    expected(),
  )
})

test('a table of contents is a list of its entries: with numbers set apart, under a heading of the pages', async () => {
  const heading = show(478, 614, 'Page')
  assert.deepEqual(
    (
      await itemsOf(
        (y, title, page, i) => show(50, y, `Item ${i}.`) + show(110, y, title) + atRight(y, page),
        PAGES,
        heading,
      )
    ).filter((item) => item !== 'paragraph: Page'),
    expected(PAGES, (i) => `Item ${i + 1}. `),
  )
})

test('a table of contents is a list of its entries: with pages in letters', async () => {
  const pages = ['ii', 'iv', 'vi', '1', 'F-2', 'F-12']
  assert.deepEqual(
    await itemsOf((y, title, page) => show(50, y, title) + show(480, y, page), pages),
    expected(pages, () => ''),
  )
})
