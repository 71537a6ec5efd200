import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Picture } from './picture.ts'
import type { RecognisedWord } from './recogniser.ts'
import { withJoinedNumbers } from './joined-numbers.ts'
import { withSeparators } from './separators.ts'
import { withSigns } from './signs.ts'

const BLANK = { width: 1, height: 1, pixels: new Uint8Array([255]) }
const word = (text: string, left = 0, top = 0): RecognisedWord => ({
  text,
  confidence: 0.9,
  left,
  right: left + 40,
  top,
  bottom: top + 20,
  baseline: top + 20,
})
const texts = (words: readonly RecognisedWord[]) => words.map(({ text }) => text)

/** Pixels: of a digit, of a separator, and from one to what follows it. */
const DIGIT = { width: 15, height: 22 }
const SIGN = { width: 5, height: 5 }
const APART = 2

/** Words as printed, one below the other, with blocks for digits; each with the text that was read. */
function page(lines: readonly (readonly [printed: string, read: string])[]) {
  const picture: Picture = {
    width: 200,
    height: 60 * lines.length,
    pixels: new Uint8Array(200 * 60 * lines.length).fill(255),
  }
  const words = lines.map(([printed, read], i): RecognisedWord => {
    const base = 60 * i + 40
    let x = 10
    for (const letter of printed) {
      const { width, height } = /\d/.test(letter) ? DIGIT : SIGN
      const foot = letter === ',' ? base + 3 : base
      if (letter !== ' ') blacken(picture, { left: x, right: x + width, top: foot - height, bottom: foot })
      x += width + APART
    }
    return { ...word(read), left: 10, right: x, top: base - DIGIT.height, bottom: base, baseline: base }
  })
  return { picture, words }
}

function blacken(
  { width, pixels }: Picture,
  box: { left: number; right: number; top: number; bottom: number },
) {
  for (let y = box.top; y < box.bottom; y++) pixels.fill(0, y * width + box.left, y * width + box.right)
}

describe('numbers of a scan', () => {
  it('are grouped by the sign that most numbers of the page are grouped by', () => {
    const read = ['1,234', '24.873', '9,848', '0.529', '12.5'].map((text) => word(text))
    assert.deepEqual(texts(withSeparators(read, BLANK)), ['1,234', '24,873', '9,848', '0.529', '12.5'])
  })

  it('are less sure where a sign is set that was not read', () => {
    const { picture, words } = page([
      ['12,345', '12345'],
      ['1,234', '1,234'],
    ])
    const [set = 1, read] = withSeparators(words, picture).map(({ confidence }) => confidence)
    assert.ok(set < 0.9)
    assert.equal(read, 0.9)
  })

  it('get the separators that are drawn and were not read', () => {
    const { picture, words } = page([
      ['12,345', '12345'],
      ['1,234.5', '1,2345'],
      ['3.2', '32'],
      ['4.5', '4.5'],
      ['678', '678'],
    ])
    assert.deepEqual(texts(withSeparators(words, picture)), ['12,345', '1,234.5', '3.2', '4.5', '678'])
  })

  it('keep a point whose ink shows it on a page with commas, but not where commas lose their tails', () => {
    const commas = Array.from({ length: 10 }, (_, i) => `${i + 1},482`)
    const point = ['1.234', '1.234'] as const
    const drawn = page([...commas.map((printed) => [printed, printed] as const), point])
    assert.equal(texts(withSeparators(drawn.words, drawn.picture)).at(-1), '1.234')
    const tailless = page([...commas.map((printed) => [printed.replace(',', '.'), printed] as const), point])
    assert.equal(texts(withSeparators(tailless.words, tailless.picture)).at(-1), '1,234')
  })

  it('get no point for a speck on a page of whole numbers, and a year gets none at all', () => {
    const { picture, words } = page([
      ['96.7', '967'],
      ['1,234', '1,234'],
      ['20.22', '2022'],
    ])
    assert.deepEqual(texts(withSeparators(words, picture)), ['967', '1,234', '2022'])
  })

  it('are grouped as the others of the page where the ink does not tell', () => {
    const read = ['1,234', '24,873', '1.011315', '2306072', '2022', '(594,884'].map((text) => word(text))
    const grouped = ['1,234', '24,873', '1,011,315', '2,306,072', '2022', '(594,884']
    assert.deepEqual(texts(withSeparators(read, BLANK)), grouped)
  })

  it('are parted by spaces where there is no ink, on a page with commas before decimals', () => {
    const { picture, words } = page([
      ['9 691,54', '9,691,54'],
      ['12 211,95', '12211,95'],
      ['8,32', '8.32'],
      ['23,35', '23,35'],
    ])
    assert.deepEqual(texts(withSeparators(words, picture)), ['9 691,54', '12 211,95', '8,32', '23,35'])
  })

  it('are left as they are on a page that writes both ways', () => {
    const read = ['72.906', '21,7', '90,3', '5,4', '5.2', '271.6', '33.4', '98.1'].map((text) => word(text))
    assert.deepEqual(texts(withSeparators(read, BLANK)), texts(read))
  })

  it('have their commas where a sixth of them lost its tail', () => {
    const commas = [
      '77,35',
      '718,89',
      '3,76',
      '691,54',
      '924,64',
      '773,20',
      '740,17',
      '7,05',
      '0,44',
      '1,18',
      '2,20',
    ]
    const read = [...commas, '5.21', '82.31', '91.22'].map((text) => word(text))
    assert.deepEqual(texts(withSeparators(read, BLANK)), [...commas, '5,21', '82,31', '91,22'])
  })

  it('are left as they are where they are no numbers: dates and sections', () => {
    const read = ['1,234', '31.12.2022', '1.2.3'].map((text) => word(text))
    assert.deepEqual(texts(withSeparators(read, BLANK)), ['1,234', '31.12.2022', '1.2.3'])
  })

  it('have both parentheses, and their dollar sign', () => {
    const row = [word('$', 0), word('3.2)', 60), word('S', 120), word('1,199', 180)]
    assert.deepEqual(texts(withSigns(row)), ['$', '(3.2)', '$', '1,199'])
  })

  it('have a dollar sign for the 3 that stands below one, and no other', () => {
    const above = [word('$', 0), word('1,199', 60)]
    const below = [word('3', 2, 40), word('24.60', 62, 40), word('3', 130, 40), word('17', 190, 40)]
    assert.deepEqual(texts(withSigns([...above, ...below])), ['$', '1,199', '$', '24.60', '3', '17'])
  })

  it('are joined where a faint comma parted them, and not from one column to the next', () => {
    const row = [word('1,292'), word('20', 100), word('548', 150), word('13', 300), word('803', 390)]
    assert.deepEqual(texts(withJoinedNumbers(row)), ['1,292', '20,548', '13', '803'])
  })

  it('are joined with their decimals where a faint point parted them, on a page that has so many', () => {
    const row = [word('1,292.5'), word('3,292.1', 100), word('10,304', 200), word('8', 248), word('17', 296)]
    assert.deepEqual(texts(withJoinedNumbers(row)), ['1,292.5', '3,292.1', '10,304.8', '17'])
    const whole = [word('1,292'), word('3,292', 100), word('10,304', 200), word('8', 248)]
    assert.deepEqual(texts(withJoinedNumbers(whole)), ['1,292', '3,292', '10,304', '8'])
  })

  it('are not joined behind a comma that a space follows', () => {
    const row = [word('1,292'), word('102,', 100), word('103', 148)]
    assert.deepEqual(texts(withJoinedNumbers(row)), ['1,292', '102,', '103'])
  })

  it('have the dollar sign that stands right before them, and no parenthesis of the text around', () => {
    const text = [word('$5;'), word('2021,', 60), word('S463)', 110)]
    assert.deepEqual(texts(withSigns(text)), ['$5;', '2021,', '$463)'])
    assert.deepEqual(texts(withSigns([word('2021,'), word('$463)', 50)])), ['2021,', '$463)'])
  })

  it('have no dollar sign for a 5 beside them, where none stands above or below it', () => {
    const rows = [word('$', 0), word('1,199', 60), word('5', 200, 40), word('24.60', 262, 40)]
    assert.deepEqual(texts(withSigns(rows)), ['$', '1,199', '5', '24.60'])
  })

  it('have no parenthesis before them that the items of a list have not', () => {
    assert.deepEqual(texts(withSigns([word('1)'), word('Revenue', 60)])), ['1)', 'Revenue'])
  })

  it('have a dollar sign far before them where the next word is theirs, and for letters below dollar signs', () => {
    const above = [word('$', 0), word('1,199', 60)]
    const below = [word('MN', 2, 40), word('4,236', 62, 40), word('S', 160, 40), word('5,070', 460, 40)]
    assert.deepEqual(texts(withSigns([...above, ...below])).slice(2), ['$', '4,236', '$', '5,070'])
    const label = [word('Class'), word('S', 45), word('1,199', 150)]
    assert.deepEqual(texts(withSigns([...label, word('$', 300)])).slice(0, 3), ['Class', 'S', '1,199'])
  })

  it('have a dollar sign for the 5 that stands below one which was read as a letter', () => {
    const above = [word('$', 300), word('12', 360), word('S', 0), word('1,199', 60)]
    const below = [word('5', 2, 40), word('24.60', 62, 40)]
    assert.deepEqual(texts(withSigns([...above, ...below])).slice(2), ['$', '1,199', '$', '24.60'])
  })

  it('have dollar signs for lone letters before two of them, where no dollar sign was read', () => {
    const row = [word('Income'), word('S', 200), word('5,363', 300), word('s', 400), word('4,869', 500)]
    assert.deepEqual(texts(withSigns(row)), ['Income', '$', '5,363', '$', '4,869'])
    assert.deepEqual(texts(withSigns(row.slice(0, 3))), ['Income', 'S', '5,363'])
  })

  it('have a dollar sign for what is as narrow in a column of them, and was not read surely', () => {
    const above = [word('$', 0), word('1,199', 60)]
    const narrow = { ...word('$5', 2, 40), right: 16 }
    const below = (confidence: number) => [{ ...narrow, confidence }, word('24.60', 62, 40)]
    assert.deepEqual(texts(withSigns([...above, ...below(0.3)])).slice(2), ['$', '24.60'])
    assert.deepEqual(texts(withSigns([...above, ...below(0.9)])).slice(2), ['$5', '24.60'])
  })

  it('have their dollar sign without the specks that were read with it', () => {
    const row = [word('--$', 0), word('1,199', 60), word("°'§", 160), word('5,070', 260)]
    assert.deepEqual(texts(withSigns(row)), ['$', '1,199', '$', '5,070'])
  })

  it('have no dollar sign for the sign of a section', () => {
    assert.deepEqual(texts(withSigns([word('$'), word('5', 60), word('§382', 200)])), ['$', '5', '§382'])
  })

  it('keep a letter that stands before no amount', () => {
    const row = [word('$', 0), word('S', 120), word('Corporation', 180)]
    assert.deepEqual(texts(withSigns(row)), ['$', 'S', 'Corporation'])
  })
})
