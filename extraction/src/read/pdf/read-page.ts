import { containsPoint, intersection } from '../../geometry/box.ts'

import type { Matrix } from '../../geometry/matrix.ts'
import { pageSpace, type QuarterTurn } from '../../geometry/page-space.ts'
import type { BoundingBox, Note } from '../../model.ts'
import type { Fill, PageContent, Rule, Word } from '../page-content.ts'
import type { Extent } from './clip.ts'
import { Glyphs } from './glyphs.ts'
import type { Ink } from './ink.ts'
import type { Pdfium } from './pdfium.ts'
import { readGlyphs } from './read-glyphs.ts'
import { readObjects } from './read-objects.ts'
import { joinRules } from './rules.ts'
import { findWords } from './words.ts'

/** Where a page's coordinates come from. */
interface Frame {
  readonly visible: Extent
  readonly rotation: QuarterTurn
  readonly space: Matrix
  readonly width: number
  readonly height: number
}

/** Reads one open page. The handles stay the caller's to close. */
export function readPage(pdfium: Pdfium, page: number, number: number): PageContent {
  const frame = frameOf(pdfium, page)
  const { ink, textClips } = readObjects(pdfium, page, frame.space, frame.visible)
  const glyphs = glyphsOf(pdfium, page, frame, textClips)
  const hidden = isHiddenLayer(glyphs)
  const { words, rules } = findWords(glyphs, hidden)
  const onPage = onlyOn({ x: 0, y: 0, width: frame.width, height: frame.height })
  const textSource = words.length > 0 ? 'native' : 'none'
  return {
    number,
    width: frame.width,
    height: frame.height,
    rotation: frame.rotation,
    textSource,
    words,
    rules: joinRules([...visibleRules(ink), ...rules]),
    fills: ink.fills.filter((fill) => onPage(fill.bbox)),
    images: ink.images.filter(onPage),
    drawings: ink.drawings.filter(onPage),
    notes: notesOn(words, glyphs, ink.images),
  }
}

const SCRATCH = new Glyphs()

function glyphsOf(pdfium: Pdfium, page: number, frame: Frame, clips: ReadonlyMap<number, Extent>): Glyphs {
  const text = pdfium.c.FPDFText_LoadPage(page)
  if (text === 0) throw new Error('PDFium gave no text page')
  try {
    readGlyphs(pdfium, text, frame.space, frame.visible, clips, SCRATCH)
    return SCRATCH
  } finally {
    pdfium.c.FPDFText_ClosePage(text)
  }
}

function frameOf({ c, slab }: Pdfium, page: number): Frame {
  c.FPDF_GetPageBoundingBox(page, slab.at)
  const [left = 0, top = 0, right = 0, bottom = 0] = slab.floats
  const rotation = ([0, 90, 180, 270] as const)[c.FPDFPage_GetRotation(page) & 3] ?? 0
  const visible = { left, bottom, right, top }
  const [across, down] = [right - left, top - bottom]
  const [width, height] = rotation % 180 === 0 ? [across, down] : [down, across]
  return { visible, rotation, space: pageSpace(visible, rotation), width, height }
}

/** A page whose letters are nearly all invisible is a scan with the text of its recognition beneath. */
function isHiddenLayer(glyphs: Glyphs): boolean {
  let invisible = 0
  for (let i = 0; i < glyphs.count; i++) {
    if (glyphs.styles[glyphs.style[i] ?? -1]?.invisible === true) invisible++
  }
  return invisible > 0.9 * glyphs.count
}

/** White lines part shaded cells; on white paper there is nothing to see. */
function visibleRules(ink: Ink): Rule[] {
  const shaded = ink.fills
  return ink.lines.filter((line) => !line.white || shaded.some((fill) => crosses(line, fill)))
}

function crosses(line: Rule, { bbox }: Fill): boolean {
  const middle = (line.start + line.end) / 2
  const [x, y] = line.orientation === 'horizontal' ? [middle, line.position] : [line.position, middle]
  return containsPoint({ x: bbox.x - 1, y: bbox.y - 1, width: bbox.width + 2, height: bbox.height + 2 }, x, y)
}

function onlyOn(page: BoundingBox): (box: BoundingBox) => boolean {
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
