import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { findTextBlocks } from './find-text-blocks.ts'
import type { FoundText } from './found-text.ts'
import { markFurniture } from './page-furniture.ts'
import { inReadingOrder } from './reading-order.ts'
import { pageOf, type TestLine, wordsOf } from './testing/page-of.ts'
import { textLines, textLinesOutside } from './text-line.ts'

function blocksOf(lines: readonly TestLine[]): FoundText[] {
  const content = pageOf(lines)
  return findTextBlocks(content, textLinesOutside(content.words, []), [], [])
}

const rolesOf = (lines: readonly TestLine[]) => blocksOf(lines).map(({ role, text }) => [role, text])

const PROSE = 'The company recognises revenue when control of goods passes to the customer at delivery,'

const paragraph = (y: number): TestLine[] => [
  { text: PROSE, y },
  { text: PROSE, y: y + 12 },
  { text: 'as stated above.', y: y + 24 },
]

describe('text lines', () => {
  it('lose no word and keep their order', () => {
    const line = fc.record({
      text: fc.constantFrom('one', 'two words', 'a b c d'),
      y: fc.integer({ min: 50, max: 700 }),
    })
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const words = lines.flatMap(wordsOf)
        assert.deepEqual(
          textLines(words).flatMap((found) => found.words),
          words,
        )
      }),
    )
  })

  it('end at a gutter', () => {
    const words = [
      ...wordsOf({ text: 'left column', y: 100 }),
      ...wordsOf({ text: 'right column', x: 320, y: 100 }),
    ]
    assert.deepEqual(
      textLines(words).map((line) => line.text),
      ['left column', 'right column'],
    )
  })

  it('go on over spaces that setting to full width has made wide, and not over the gutters of columns', () => {
    const words = (xs: readonly number[]) =>
      ['half', 'of', 'the', 'accord'].flatMap((text, i) => wordsOf({ text, x: xs[i] ?? 0, y: 100 }))
    const widths = words([0, 0, 0, 0]).map(({ bbox }) => bbox.width)
    const even = widths.reduce<number[]>((xs, width, i) => [...xs, (xs[i] ?? 0) + width + 30], [100])
    assert.deepEqual(
      textLines(words(even)).map(({ text }) => text),
      ['half of the accord'],
    )
    assert.equal(textLines(words([100, 180, 300, 350])).length, 4)
  })

  it('are read from the right where the script is', () => {
    const [line] = textLines(
      wordsOf({ text: '2024 \u05d4\u05db\u05e0\u05e1\u05d5\u05ea \u05e1\u05da', y: 100 }),
    )
    assert.equal(line?.text, '\u05e1\u05da \u05d4\u05db\u05e0\u05e1\u05d5\u05ea 2024')
  })

  it('leave out what stands in a table', () => {
    const words = [...wordsOf({ text: 'Total 12', y: 100 }), ...wordsOf({ text: 'Prose', y: 300 })]
    const table = { bbox: { x: 70, y: 90, width: 200, height: 20 } }
    assert.deepEqual(
      textLinesOutside(words, [table]).map((line) => line.text),
      ['Prose'],
    )
  })
})

describe('text blocks', () => {
  it('join the lines of a paragraph and part paragraphs', () => {
    const [first, second, ...more] = blocksOf([...paragraph(100), ...paragraph(148)])
    assert.equal(more.length, 0)
    assert.equal(first?.text, `${PROSE} ${PROSE} as stated above.`)
    assert.equal(second?.role, 'paragraph')
  })

  it('join words that a hyphen cuts, but not those that the page hyphenates', () => {
    const cut = [
      { text: 'the non-current assets and the consoli-', y: 100 },
      { text: 'dated statements of all non-', y: 112 },
      { text: 'current assets', y: 124 },
    ]
    assert.equal(
      blocksOf(cut)[0]?.text,
      'the non-current assets and the consolidated statements of all non-current assets',
    )
  })

  it('know headings by size, by weight and by their section number', () => {
    const lines = [
      { text: 'Annual report', y: 90, size: 18 },
      { text: 'Notes to the accounts', y: 130, bold: true },
      ...paragraph(160),
      { text: '5.4.8 Deferred tax', y: 230 },
      ...paragraph(260),
    ]
    assert.deepEqual(
      rolesOf(lines).map(([role]) => role),
      ['heading', 'heading', 'paragraph', 'heading', 'paragraph'],
    )
  })

  it('keep a bullet with its item, however far before it stands', () => {
    const lines = [
      ...paragraph(100),
      { text: '•', x: 72, y: 160 },
      { text: 'the first item', x: 100, y: 160 },
      { text: '•', x: 72, y: 174 },
      { text: 'the second item', x: 100, y: 174 },
    ]
    assert.deepEqual(rolesOf(lines).slice(1), [
      ['list_item', '• the first item'],
      ['list_item', '• the second item'],
    ])
  })

  it('take each line of a table of contents as an item', () => {
    const lines = [
      { text: 'Balance sheet .................... 4', y: 100 },
      { text: 'Cash flows .................... 6', y: 112 },
    ]
    assert.deepEqual(rolesOf(lines), [
      ['list_item', 'Balance sheet … 4'],
      ['list_item', 'Cash flows … 6'],
    ])
  })

  it('know captions, footnotes and page numbers', () => {
    const lines = [
      ...paragraph(100),
      { text: 'Figure 3. Sales by region', y: 200 },
      { text: '(1) Restated for the change in segments', y: 640, size: 7 },
      { text: '42', x: 300, y: 760 },
    ]
    assert.deepEqual(
      rolesOf(lines)
        .slice(1)
        .map(([role]) => role),
      ['caption', 'footnote', 'page_footer'],
    )
  })
})

describe('running headers and footers', () => {
  it('are what repeats near the edge on other pages, numbers aside', () => {
    const findings = [1, 2, 3].map((number) => {
      const content = {
        ...pageOf([{ text: `Annual report 201${number}`, y: 80 }, ...paragraph(200)]),
        number,
      }
      const texts = findTextBlocks(content, textLines(content.words), [], [])
      return {
        page: { number, width: 612, height: 792, rotation: 0, text_source: 'native' as const, notes: [] },
        texts,
      }
    })
    assert.deepEqual(
      markFurniture(findings).map(({ role }) => role),
      ['page_header', 'paragraph', 'page_header', 'paragraph', 'page_header', 'paragraph'],
    )
  })
})

describe('reading order', () => {
  const at = (name: string, x: number, y: number, width: number, height: number) => ({
    name,
    bbox: { x, y, width, height },
  })
  const names = (items: ReturnType<typeof at>[]) => inReadingOrder(items).map(({ name }) => name)

  it('goes down each column between what runs across', () => {
    const items = [
      at('title', 72, 50, 468, 20),
      at('left 1', 72, 90, 220, 100),
      at('left 2', 72, 200, 220, 100),
      at('right 1', 320, 90, 220, 120),
      at('right 2', 320, 220, 220, 80),
      at('across', 72, 320, 468, 60),
    ]
    assert.deepEqual(
      names(items.toReversed()),
      items.map(({ name }) => name),
    )
  })

  it('keeps every item once', () => {
    const item = fc.tuple(
      fc.nat(500),
      fc.nat(700),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 100 }),
    )
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (boxes) => {
        const items = boxes.map(([x, y, width, height], i) => at(String(i), x, y, width, height))
        assert.deepEqual(names(items).sort(), items.map(({ name }) => name).sort())
      }),
    )
  })
})
