import { boxBetween } from '../../geometry/box.ts'
import { mapX, mapY } from '../../geometry/matrix.ts'
import { opposite, readingFrame, type QuarterTurn } from '../../geometry/page-space.ts'
import type { Rule, Word } from '../page-content.ts'
import { type Fragment, fragments, SLANTED } from './fragments.ts'
import type { Glyphs, GlyphStyle } from './glyphs.ts'
import { joinLine } from './join-fragments.ts'
import { lineUp } from './lines.ts'
import { attachMarks } from './raised.ts'

export interface Written {
  readonly words: Word[]
  /** Rows of underscores and dashes: lines drawn with characters. */
  readonly rules: Rule[]
}

const DIRECTIONS: readonly QuarterTurn[] = [0, 90, 180, 270]

/** Glyphs → words, line by line, upright text first. */
export function findWords(glyphs: Glyphs, invisible: boolean): Written {
  const pieces = fragments(glyphs, invisible)
  const written: Written = { words: [], rules: [] }
  for (const direction of DIRECTIONS) {
    const own = pieces.filter((piece) => piece.style.direction === direction)
    if (own.length === 0) continue
    for (const line of attachMarks(lineUp(own))) {
      for (const fragment of joinLine(line.fragments)) {
        if (fragment.filler && isRule(fragment.text)) written.rules.push(ruleOf(fragment))
        else written.words.push(wordOf(fragment))
      }
    }
  }
  return written
}

/** Dots lead the eye from label to number; every other filler is a line. */
const isRule = (text: string): boolean => !/^[.·…]/.test(text)

function wordOf({ text, start, end, style, raised }: Fragment): Word {
  const frame = readingFrame(opposite(style.direction))
  const sinks = style.slope * (end - start)
  const top = style.baseline - style.ascent + Math.min(0, sinks)
  const low = style.baseline + style.descent + Math.max(0, sinks)
  const upright = style.direction === 0 || style.direction === 180
  return {
    text: text.normalize('NFC'),
    bbox: boxBetween(
      mapX(frame, start, top),
      mapY(frame, start, top),
      mapX(frame, end, low),
      mapY(frame, end, low),
    ),
    fontSize: style.size,
    bold: style.bold,
    italic: style.italic,
    font: style.font,
    superscript: raised,
    baseline: upright ? mapY(frame, 0, style.baseline) : mapX(frame, 0, style.baseline),
    direction: Math.abs(style.slope) > SLANTED ? acrossFrom(style) : style.direction,
  }
}

/** Text at an angle is no part of the lines that it crosses: it counts as running up or down the page. */
function acrossFrom({ direction, slope }: GlyphStyle): QuarterTurn {
  if (direction === 90 || direction === 270) return direction
  return slope < 0 === (direction === 0) ? 270 : 90
}

function ruleOf({ text, start, end, style }: Fragment): Rule {
  const frame = readingFrame(opposite(style.direction))
  const height = text.startsWith('_') ? -0.1 : 0.3
  const v = style.baseline - height * style.size
  const upright = style.direction === 0 || style.direction === 180
  const a = upright ? mapX(frame, start, v) : mapY(frame, start, v)
  const b = upright ? mapX(frame, end, v) : mapY(frame, end, v)
  return {
    orientation: upright ? 'horizontal' : 'vertical',
    position: upright ? mapY(frame, start, v) : mapX(frame, start, v),
    start: Math.min(a, b),
    end: Math.max(a, b),
    thickness: 0.05 * style.size,
  }
}
