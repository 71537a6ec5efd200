import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TextArtifact, TextRole } from '@ledger-lift/extraction/model'
import fc from 'fast-check'
import { marked } from 'marked'
import { exportResult } from '../index.ts'
import { incomeStatement, resultOf, tableOf } from '../testing/results.ts'

const markdownOf = async (...artifacts: Parameters<typeof resultOf>[0]): Promise<string> =>
  new TextDecoder().decode((await exportResult(resultOf(artifacts), 'md')).bytes)

const text = (role: TextRole, text: string): TextArtifact => ({
  id: 'p1-text-1',
  type: 'text',
  page: 1,
  bbox: { x: 0, y: 0, width: 10, height: 10 },
  confidence: 0.9,
  engine: 'pdfium@1',
  role,
  text,
})

test('the document comes in reading order with its tables, without running heads', async () => {
  const markdown = await markdownOf(
    text('page_header', 'ACME 2023'),
    text('heading', 'Results'),
    incomeStatement(),
  )
  assert.doesNotMatch(markdown, /ACME/u)
  assert.match(markdown, /## Results\n\n### Consolidated income statement\n\nPage 1 · USD, in thousands/u)
  assert.match(markdown, /\| Operating profit \| 434\.5 \| 350\.0 \| 24\.1% \|/u)
})

test('the header rows of a column are joined, spans included', async () => {
  assert.match(
    await markdownOf(incomeStatement()),
    /\|  \| Year ended December 31, 2023 \| Year ended December 31, 2022 \| Change \|/u,
  )
})

test('a footnote mark is raised', async () => {
  const table = tableOf([['h'], [{ text: 'Goodwill', marks: ['1'] }]])
  assert.match(await markdownOf(table), /\| Goodwill<sup>1<\/sup> \|/u)
})

const TAGS_OF_OURS = /<\/?(?:sup|h1|h2|h3|p|code|table|thead|tbody|tr|th|td|ul|li)(?: align="right")?>/gu
const hostile = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '[',
        ']',
        '(',
        ')',
        '!',
        '*',
        '_',
        '`',
        '|',
        '~',
        '#',
        '\\',
        '\n',
        'a',
        ' ',
        '1.',
        '://',
        '@',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '![x](http://x)',
    '[x](javascript:x)',
    'https://evil.example',
    'www.evil.example',
    'a@b.example',
    '<http://x>',
    '&lt;b&gt;',
    '# x',
    '1. x',
    '***',
    '| x |',
  ),
)

test('text of a document shows as itself and makes no markup', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (raw) => {
      const markdown = await markdownOf(
        text('paragraph', raw),
        tableOf([['h'], [{ text: raw, marks: [raw] }]], { title: raw || 'x' }),
      )
      const html = await marked.parse(markdown)
      assert.doesNotMatch(html.replace(TAGS_OF_OURS, ''), /[<>]/u, html)
      assert.equal([...html.matchAll(/<td/gu)].length, 1)
    }),
    { numRuns: 300 },
  )
})
