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

  it('stay whole when spaced out with spaces drawn between their letters', async () => {
    const page = await readTestPage(show(50, 100, 'B A L A N C E   S H E E T', 12, 'Bold'))
    assert.deepEqual(texts(page), ['BALANCE', 'SHEET'])
  })

  it('stay whole, short ones and numbers too, when all characters of their text are spaced out alike', async () => {
    const page = await readTestPage('BT /Sans 10 Tf 2 Tc 50 100 Td (NET 1,234 of 50) Tj ET')
    assert.deepEqual(texts(page), ['NET', '1,234', 'of', '50'])
  })

  it('end where the next piece starts, with a space that nobody drew', async () => {
    const page = await readTestPage('BT /Sans 10 Tf 50 100 Td (Net) Tj 30 0 Td (sales) Tj ET')
    assert.deepEqual(texts(page), ['Net', 'sales'])
  })

  it('keep the hyphen that cuts them at the end of a line, a soft one too', async () => {
    for (const hyphen of ['-', '\\255']) {
      const page = await readTestPage(
        `BT /Sans 10 Tf 50 100 Td (the consoli${hyphen}) Tj 0 -12 Td (dated accounts) Tj ET`,
      )
      assert.deepEqual(texts(page), ['the', 'consoli-', 'dated', 'accounts'])
    }
  })

  it('keep one-digit columns apart', async () => {
    const page = await readTestPage([50, 60, 70, 80, 90].map((x) => show(x, 100, '1')).join(''))
    assert.equal(page.words.length, 5)
  })

  it('are kept once when drawn twice to look bold', async () => {
    const page = await readTestPage(show(50, 100, 'Total') + show(50.3, 100, 'Total') + show(90, 100, '12'))
    assert.deepEqual(texts(page), ['Total', '12'])
  })

  it('are kept once when each letter is drawn twice, farther apart than where PDFium sees it', async () => {
    const letters = [show(50, 100, 'N'), show(57.22, 100, 'e'), show(62.78, 100, 't')]
    const again = [show(51.45, 100, 'N'), show(58.67, 100, 'e'), show(64.23, 100, 't')]
    const page = await readTestPage(letters.map((letter, i) => letter + again[i]).join(''))
    assert.deepEqual(texts(page), ['Net'])
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

  it('stay whole where the last space of a leader lies on them', async () => {
    const page = await readTestPage(show(50, 100, '4') + show(50.2, 100, ' ') + show(55.56, 100, '7'))
    assert.deepEqual(texts(page), ['47'])
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

  it('keep numbers beside right-to-left runs as they are read', async () => {
    const page = await readTestPage('BT /Hebrew 10 Tf 50 100 Td <00050006000700010002000300040007> Tj ET', [
      HEBREW,
    ])
    assert.deepEqual(texts(page), ['12', '\u05e9\u05dc\u05d5\u05dd'])
  })

  it('read right-to-left letters that are drawn one by one in the order of reading', async () => {
    const letters = ['0004', '0003', '0002', '0001']
    const drawn = letters.map((letter, i) => `BT /Hebrew 10 Tf ${65 - 5 * i} 100 Td <${letter}> Tj ET `)
    assert.deepEqual(texts(await readTestPage(drawn.join(''), [HEBREW])), ['\u05e9\u05dc\u05d5\u05dd'])
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

describe('text in form XObjects', () => {
  const drawn = async (matrix: string, entries: string, content: string): Promise<unknown[]> => {
    const page = await readTestPage({
      content: `q ${matrix} cm /Inner Do Q`,
      forms: { Inner: { entries, content } },
    })
    return page.words.map((word) => [
      word.text,
      Math.round(word.bbox.x),
      Math.round(word.baseline),
      Math.round(word.fontSize),
      word.direction,
    ])
  }
  const box = '/BBox [0 0 60 300]'

  it('stands where their matrices put it', async () => {
    assert.deepEqual(await drawn('2 0 0 2 100 0', `${box} /Matrix [1 0 0 1 5 0]`, show(10, 50, 'Sales')), [
      ['Sales', 130, 200, 20, 0],
    ])
  })

  it('turns with them', async () => {
    assert.deepEqual(await drawn('0 1 -1 0 100 20', box, show(10, 50, 'Sales')), [['Sales', 42, 50, 10, 270]])
  })

  it('is left out beyond their box', async () => {
    assert.deepEqual(await drawn('1 0 0 1 100 0', box, show(10, 100, 'in') + show(70, 100, 'out')), [
      ['in', 110, 200, 10, 0],
    ])
  })

  it('is read each time that a form is drawn', async () => {
    const page = await readTestPage({
      content: 'q 1 0 0 1 100 0 cm /Inner Do Q q 1 0 0 1 200 0 cm /Inner Do Q',
      forms: { Inner: { entries: box, content: show(10, 100, 'Sales') } },
    })
    assert.deepEqual(texts(page), ['Sales', 'Sales'])
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

  it('is left out beyond the crop box', async () => {
    const content = show(100, 100, 'in') + show(20, 100, 'left') + show(100, 280, 'above')
    assert.deepEqual(texts(await readTestPage({ content, cropBox: [50, 20, 210, 200] })), ['in'])
  })

  it('is left out where it only clips what is drawn after it', async () => {
    const clipping = 'q BT /Sans 10 Tf 7 Tr 50 50 Td (clip) Tj ET 0 0 400 300 re f Q\n'
    assert.deepEqual(texts(await readTestPage(clipping + show(50, 100, 'seen text'))), ['seen', 'text'])
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
  toUnicode: {
    '0001': '\u05dd',
    '0002': '\u05d5',
    '0003': '\u05dc',
    '0004': '\u05e9',
    '0005': '1',
    '0006': '2',
    '0007': ' ',
  },
}
