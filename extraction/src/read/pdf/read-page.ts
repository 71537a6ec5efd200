import { clusters } from '../../geometry/clusters.ts'
import { area, containsPoint, intersection } from '../../geometry/box.ts'
import type { BoundingBox, Note } from '../../model.ts'
import type { Fill, PageContent, Rule, TextDoubt, Word } from '../page-content.ts'
import { linesOfGrounds } from './frames.ts'
import { Glyphs } from './glyphs.ts'
import type { Ink } from './ink.ts'
import { frameOf, type PageFrame } from './page-frame.ts'
import type { Pdfium } from './pdfium.ts'
import { readGlyphs } from './read-glyphs.ts'
import { readObjects } from './read-objects.ts'
import { joinRules } from './rules.ts'
import { findWords } from './words.ts'

/** Reads one open page. The handle stays the caller's to close. */
export function readPage(pdfium: Pdfium, page: number, number: number): PageContent {
  const frame = frameOf(pdfium, page)
  const objects = readObjects(pdfium, page, frame)
  const glyphs = SCRATCH
  readGlyphs(pdfium, page, frame, objects, glyphs)
  const { ink } = objects
  const isHidden = isHiddenLayer(glyphs, ink.images, frame)
  const { words, rules } = findWords(glyphs, isHidden)
  const onPage = onlyOn(frame)
  const doubt = doubtOf(words, glyphs, { ink, isHidden }, frame)
  return {
    number,
    width: frame.width,
    height: frame.height,
    rotation: frame.rotation,
    textSource: words.length > 0 ? 'native' : 'none',
    words,
    rules: longest(joinRules([...visibleRules(ink), ...linesOfGrounds(ink.fills, ink.white), ...rules])),
    fills: ink.fills.filter((fill) => onPage(fill.bbox)).slice(0, MOST_FILLS),
    images: ink.images.filter(onPage),
    drawings: together(ink.drawings.filter(onPage)),
    notes: notesOn(words, glyphs, ink.images),
    ...(doubt === null ? {} : { doubt }),
  }
}

/** Reading is one page at a time in a process: the columns of one serve all. */
const SCRATCH = new Glyphs()

/** Shares of the letters that are invisible: alone, and on a page that an image covers. */
const NEARLY_ALL = 0.9
const MANY = 0.3
const COVERED = 0.5

/** A page whose letters are nearly all invisible, or lie under an image, is a scan with its recognised text. */
function isHiddenLayer(glyphs: Glyphs, images: readonly BoundingBox[], page: PageFrame): boolean {
  let invisible = 0
  let all = 0
  for (let i = 0; i < glyphs.count; i++) {
    const style = glyphs.styles[glyphs.style[i] ?? -1]
    if (style === undefined) continue
    all++
    if (style.invisible) invisible++
  }
  if (invisible > NEARLY_ALL * all) return true
  return invisible > MANY * all && images.some((image) => area(image) > COVERED * page.width * page.height)
}

/** Curves of letters that were turned into drawings. */
const MANY_CURVES = 40
/** Words on a page that a picture fills: a stamp and a page number. */
const HARDLY_A_WORD = 25
/** Characters that are neither letters, digits nor usual signs: the share from which on they say nothing. */
const STRANGE = 0.3
const USUAL = /[\p{L}\p{N}\p{P}\p{Sc}\p{Sm}]/u

function doubtOf(
  words: readonly Word[],
  glyphs: Glyphs,
  { ink, isHidden }: { readonly ink: Ink; readonly isHidden: boolean },
  page: PageFrame,
): TextDoubt | null {
  const covered = ink.images.some((image) => area(image) > COVERED * page.width * page.height)
  if (words.length === 0)
    return glyphs.count > 0 || ink.images.length > 0 || ink.drawings.length > MANY_CURVES ? 'none' : null
  if (glyphs.unmapped > GARBLED * glyphs.count || areStrange(words)) return 'garbled'
  if (isHidden) return 'hidden'
  return covered && words.length < HARDLY_A_WORD ? 'covered' : null
}

/** Letters of ASCII are looked up: a page has thousands. */
const USUAL_CODES = Array.from({ length: 128 }, (_, code) => USUAL.test(String.fromCharCode(code)))

function areStrange(words: readonly Word[]): boolean {
  let [letters, strange] = [0, 0]
  for (const { text } of words) {
    for (const letter of text) {
      letters++
      if (!(USUAL_CODES[letter.charCodeAt(0)] ?? USUAL.test(letter))) strange++
    }
  }
  return strange > STRANGE * letters
}

/** A page of tables has some hundred rules and some thousand shaded cells; maps and patterns have any number. */
const MOST_RULES = 4000
const MOST_FILLS = 20_000
/** More drawings than this are joined where they nearly touch: points. */
const MANY_DRAWINGS = 200
const NEARLY = 3

function longest(rules: Rule[]): Rule[] {
  if (rules.length <= MOST_RULES) return rules
  return rules.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MOST_RULES)
}

const together = (drawings: BoundingBox[]): BoundingBox[] =>
  drawings.length <= MANY_DRAWINGS ? drawings : clusters(drawings, NEARLY)

/** White lines part shaded cells; on white paper there is nothing to see. */
function visibleRules(ink: Ink): Rule[] {
  const shaded = ink.fills
  return ink.lines
    .filter((line) => !line.white || shaded.some((fill) => crosses(line, fill)))
    .map(({ white: _, ...rule }) => rule)
}

function crosses(line: Rule, { bbox }: Fill): boolean {
  const middle = (line.start + line.end) / 2
  const [x, y] = line.orientation === 'horizontal' ? [middle, line.position] : [line.position, middle]
  return containsPoint({ x: bbox.x - 1, y: bbox.y - 1, width: bbox.width + 2, height: bbox.height + 2 }, x, y)
}

function onlyOn({ width, height }: PageFrame): (box: BoundingBox) => boolean {
  const page = { x: 0, y: 0, width, height }
  return (box) => intersection(box, page) !== null
}

/** Of the characters, the share without a usable code from which on a page counts as garbled. */
const GARBLED = 0.2

function notesOn(words: readonly Word[], glyphs: Glyphs, images: readonly BoundingBox[]): Note[] {
  if (words.length === 0) {
    if (glyphs.count === 0 && images.length === 0) return []
    return [
      {
        code: 'page.no_text_layer',
        message: 'The page has no text that can be read; it is probably a scanned image.',
      },
    ]
  }
  if (glyphs.unmapped > GARBLED * glyphs.count) {
    return [
      {
        code: 'page.garbled_text',
        message: `${glyphs.unmapped} of ${glyphs.count} characters have no usable code; the text may be wrong.`,
      },
    ]
  }
  return []
}
