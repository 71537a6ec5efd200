import type { Rule } from '../read/page-content.ts'
import { type Picture, WHITE } from './picture.ts'

/** In inches. Shorter lines are strokes of letters. */
const SHORTEST = 0.35
/** Breaks in a line up to this long are noise. */
const BREAK = 0.015
const THICKEST = 0.05
/** How far beside a line its sides must be clear, and over what share of its length. */
const BESIDE = 0.014
const CLEAR = 0.75
/** Darker than this is ink of a line: thin ones are grey after scanning. */
const INK = 190

/** Straight lines of a picture, in pixels; those that run down with x and y exchanged. */
export interface PixelLines {
  readonly across: readonly PixelLine[]
  readonly down: readonly PixelLine[]
}

/** Rows `top` to `low` and columns `start` to `end`, both inclusive. */
export interface PixelLine {
  readonly top: number
  readonly low: number
  readonly start: number
  readonly end: number
}

/** Straight lines of a level picture on white paper. */
export function pixelLines(picture: Picture, dpi: number): PixelLines {
  return { across: linesAcross(picture, dpi), down: linesAcross(transposed(picture), dpi) }
}

/** The same in points. */
export const pixelRules = ({ across, down }: PixelLines, dpi: number): Rule[] => [
  ...across.map((line) => ruleOf(line, 'horizontal', dpi)),
  ...down.map((line) => ruleOf(line, 'vertical', dpi)),
]

type Line = { -readonly [Key in keyof PixelLine]: PixelLine[Key] }

function linesAcross(picture: Picture, dpi: number): Line[] {
  const open: Line[] = []
  const done: Line[] = []
  for (let y = 0; y < picture.height; y++) {
    for (const run of runsOf(picture, y, SHORTEST * dpi, BREAK * dpi)) {
      const line = open.find(
        (other) => other.low >= y - 1 && run.start <= other.end && run.end >= other.start,
      )
      if (line === undefined) open.push({ top: y, low: y, ...run })
      else {
        line.low = y
        line.start = Math.min(line.start, run.start)
        line.end = Math.max(line.end, run.end)
      }
    }
    for (let i = open.length - 1; i >= 0; i--) {
      const line = open[i]
      if (line !== undefined && line.low < y - 1) done.push(...open.splice(i, 1))
    }
  }
  return [...done, ...open].filter((line) => isLine(picture, line, dpi))
}

function runsOf({ width, pixels }: Picture, y: number, shortest: number, gap: number) {
  const runs: { start: number; end: number }[] = []
  let [start, last] = [-1, -1]
  const close = () => {
    if (start >= 0 && last - start + 1 >= shortest) runs.push({ start, end: last })
  }
  for (let x = 0; x < width; x++) {
    if ((pixels[y * width + x] ?? WHITE) >= INK) continue
    if (last >= 0 && x - last - 1 <= gap) last = x
    else {
      close()
      start = last = x
    }
  }
  close()
  return runs
}

function isLine(picture: Picture, line: Line, dpi: number): boolean {
  if (line.low - line.top + 1 > THICKEST * dpi) return false
  const beside = Math.max(2, Math.round(BESIDE * dpi))
  return (
    clearShare(picture, line, line.top - beside) >= CLEAR &&
    clearShare(picture, line, line.low + beside) >= CLEAR
  )
}

function clearShare({ width, height, pixels }: Picture, { start, end }: Line, y: number): number {
  if (y < 0 || y >= height) return 1
  let clear = 0
  for (let x = start; x <= end; x++) if ((pixels[y * width + x] ?? WHITE) >= INK) clear++
  return clear / (end - start + 1)
}

function ruleOf({ top, low, start, end }: PixelLine, orientation: Rule['orientation'], dpi: number): Rule {
  const scale = 72 / dpi
  return {
    orientation,
    position: ((top + low + 1) / 2) * scale,
    start: start * scale,
    end: (end + 1) * scale,
    thickness: (low - top + 1) * scale,
  }
}

export function transposed({ width, height, pixels }: Picture): Picture {
  const out = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[x * height + y] = pixels[y * width + x] ?? WHITE
  }
  return { width: height, height: width, pixels: out }
}
