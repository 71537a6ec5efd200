import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readTestPage, texts } from './testing/read-test-page.ts'
import { show, type TestFont } from './testing/write-pdf.ts'

describe('words', () => {
  it('end at spaces', async () => {
    assert.deepEqual(texts(await readTestPage(show(50, 100, 'Total current assets'))), [
      'Total',
      'current',
      'assets',
    ])
  })

  it('end at gaps where no space is drawn', async () => {
    const page = await readTestPage('BT /Sans 10 Tf 50 100 Td [(Net) -300 (sales)] TJ ET')
    assert.deepEqual(texts(page), ['Net', 'sales'])
  })

  it('stay whole under kerning', async () => {
    const page = await readTestPage('BT /Sans 10 Tf 50 100 Td [(T) 80 (ot) -60 (al)] TJ ET')
    assert.deepEqual(texts(page), ['Total'])
  })

  it('stay whole when drawn letter by letter, in any order', async () => {
    const letters = [show(60, 100, 'b'), show(50, 100, 'a'), show(55.6, 100, 'n')].join('')
    const page = await readTestPage(letters.replace('60 100', '61.2 100'))
    assert.deepEqual(texts(page), ['anb'])
  })

  it('stay whole when their letters are spaced out', async () => {
    const page = await readTestPage('BT /Bold 12 Tf 4 Tc 50 100 Td (BALANCE) Tj ET')
    assert.deepEqual(texts(page), ['BALANCE'])
  })

  it('keep one-digit columns apart', async () => {
    const page = await readTestPage([50, 60, 70, 80, 90].map((x) => show(x, 100, '1')).join(''))
    assert.equal(page.words.length, 5)
  })

  it('are kept once when drawn twice to look bold', async () => {
    const page = await readTestPage(show(50, 100, 'Total') + show(50.3, 100, 'Total') + show(90, 100, '12'))
    assert.deepEqual(texts(page), ['Total', '12'])
  })

  it('spell out ligatures', async () => {
    const page = await readTestPage('BT /Lig 10 Tf 50 100 Td (o\\001ce pro\\002t) Tj ET', [LIGATURES])
    assert.deepEqual(texts(page), ['office', 'profit'])
  })

  it('go on behind a ligature, whose box ends at its ink', async () => {
    const page = await readTestPage('BT /Lig 10 Tf 50 100 Td [(om) -70 (ce)] TJ ET', [LIGATURES])
    assert.deepEqual(texts(page), ['office'])
  })

  it('keep a dot leader apart from label and number', async () => {
    const page = await readTestPage(show(50, 100, 'Revenue............ 1,234'))
    assert.deepEqual(texts(page), ['Revenue', '............', '1,234'])
  })

  it('keep spaced leaders together and ellipses in their word', async () => {
    const page = await readTestPage(show(50, 100, 'Cash . . . . . . 12') + show(50, 80, 'and so on...'))
    assert.deepEqual(texts(page), ['Cash', '......', '12', 'and', 'so', 'on...'])
  })

  it('read right-to-left runs in logical order', async () => {
    const shalom = '<0001000200030004>'
    const page = await readTestPage(`BT /Hebrew 10 Tf 50 100 Td ${shalom} Tj ET`, [HEBREW])
    assert.deepEqual(texts(page), ['\u05e9\u05dc\u05d5\u05dd'])
  })

  it('say their size, weight, slant and font', async () => {
    const page = await readTestPage(show(50, 100, 'a', 9, 'Bold') + show(70, 100, 'b', 12, 'Italic'))
    assert.deepEqual(
      page.words.map(({ fontSize, bold, italic, font }) => ({ fontSize, bold, italic, font })),
      [
        { fontSize: 9, bold: true, italic: false, font: 'Helvetica-Bold' },
        { fontSize: 12, bold: false, italic: true, font: 'Times-Italic' },
      ],
    )
  })

  it('are bold when filled and stroked', async () => {
    const page = await readTestPage('BT /Sans 10 Tf 2 Tr 50 100 Td (Total) Tj ET')
    assert.equal(page.words[0]?.bold, true)
  })
})

describe('text typed into a form', () => {
  it('is read where its field stands', async () => {
    const field = {
      entries: '/Subtype /Widget /FT /Tx /T (amount) /V (1,250.00) /F 4 /Rect [200 95 300 115]',
      content: '/Tx BMC BT /Sans 10 Tf 2 5 Td (1,250.00) Tj ET EMC',
    }
    const page = await readTestPage({ content: show(50, 100, 'Amount'), annotations: [field] })
    assert.deepEqual(
      page.words.map((word) => [word.text, Math.round(word.bbox.x), Math.round(word.baseline)]),
      [
        ['Amount', 50, 200],
        ['1,250.00', 202, 200],
      ],
    )
  })
})

describe('raised marks', () => {
  it('stand apart from the number that they follow', async () => {
    const page = await readTestPage(show(50, 100, '1,234') + show(75.5, 104, '2', 6))
    assert.deepEqual(
      page.words.map((word) => [word.text, word.superscript]),
      [
        ['1,234', false],
        ['2', true],
      ],
    )
  })

  it('stand in the line of their word, after it', async () => {
    const lines =
      show(50, 112, 'line above') +
      show(50, 100, 'Goodwill') +
      show(90.2, 103.5, '(3)', 6) +
      show(110, 100, '77')
    assert.deepEqual(texts(await readTestPage(lines)), ['line', 'above', 'Goodwill', '(3)', '77'])
  })

  it('stand under each other, a little off the numbers that they follow', async () => {
    const page = await readTestPage(show(50, 100, '5,645') + show(86, 103.5, '(a)', 6) + show(120, 100, '7'))
    assert.deepEqual(
      page.words.map((word) => [word.text, word.superscript]),
      [
        ['5,645', false],
        ['(a)', true],
        ['7', false],
      ],
    )
  })

  it('are seen in superscript digits of their own', async () => {
    const page = await readTestPage(show(50, 100, 'Sales\xb9'))
    assert.deepEqual(
      page.words.map((word) => [word.text, word.superscript]),
      [
        ['Sales', false],
        ['¹', true],
      ],
    )
  })

  it('are not seen in small capitals', async () => {
    assert.deepEqual(texts(await readTestPage(show(50, 100, 'N', 12) + show(58.7, 100, 'IKE', 9))), ['NIKE'])
  })
})

describe('text that nobody sees', () => {
  it('is left out when drawn without ink', async () => {
    const page = await readTestPage(`${show(50, 100, 'seen text')}BT /Sans 10 Tf 3 Tr 50 80 Td (hid) Tj ET`)
    assert.deepEqual(texts(page), ['seen', 'text'])
  })

  it('is read when it is all there is: the text layer of a scan', async () => {
    const page = await readTestPage('BT /Sans 10 Tf 3 Tr 50 80 Td (recognised) Tj ET')
    assert.deepEqual(texts(page), ['recognised'])
  })

  it('is left out when clipped away', async () => {
    const page = await readTestPage(`q 0 90 400 50 re W n ${show(50, 100, 'in')}${show(50, 50, 'out')}Q`)
    assert.deepEqual(texts(page), ['in'])
  })

  it('is left out at size 0 and on a matrix without extent', async () => {
    const flat = 'BT /Sans 10 Tf 0 0 0 0 50 80 Tm (flat) Tj ET\n'
    assert.deepEqual(texts(await readTestPage(show(50, 100, 'in') + show(50, 50, 'zero', 0) + flat)), ['in'])
  })

  it('is left out beyond the edge of the page', async () => {
    assert.deepEqual(texts(await readTestPage(show(50, 100, 'in') + show(50, -40, 'out'))), ['in'])
  })

  it('is left out when white on white, and kept on a dark band', async () => {
    const band = '0 0 0.4 rg 40 95 200 20 re f\n'
    const page = await readTestPage(`${band}1 g ${show(50, 100, 'header')}${show(50, 50, 'ghost')}`)
    assert.deepEqual(texts(page), ['header'])
  })
})

describe('text at an angle', () => {
  it('is one word, apart from the lines that it crosses', async () => {
    const stamp = 'BT /Bold 30 Tf 0.7 0.7 -0.7 0.7 40 90 Tm (DRAFT) Tj ET\n'
    const page = await readTestPage(stamp + show(50, 100, 'Total'))
    assert.deepEqual(
      page.words.map((word) => [word.text, word.direction]),
      [
        ['Total', 0],
        ['DRAFT', 270],
      ],
    )
  })
})

const LIGATURES: TestFont = {
  name: 'Lig',
  entries: '/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding',
  toUnicode: {
    '01': 'ffi',
    '02': 'fi',
    '6D': 'ffi',
    '6F': 'o',
    '63': 'c',
    '65': 'e',
    '70': 'p',
    '72': 'r',
    '74': 't',
    '20': ' ',
  },
}

/** Drawn from left to right as it stands on the page: the last letter first. */
const HEBREW: TestFont = {
  name: 'Hebrew',
  entries: `/Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [ << /Type /Font
    /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>
    /DW 500 /FontDescriptor << /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 -200 1000 800]
    /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >> ]`,
  toUnicode: { '0001': '\u05dd', '0002': '\u05d5', '0003': '\u05dc', '0004': '\u05e9' },
}
