import { heightOf, type InkBox, type InkPiece, inkPieces, longerOf, middleOf, widthOf } from './ink-pieces.ts'
import { type Picture, WHITE } from './picture.ts'
import type { RecognisedWord } from './recogniser.ts'

/** Darker than this is ink: dots that are blurred have run together under the lighter one, faint ones are not seen under the darker. */
const INKS = [150, 185]
/** In inches: the longer side of a dot. */
const SMALLEST = 0.005
const LARGEST = 0.03
/** Times the other side: dots are about as wide as high. */
const ROUND = 2
/** In widths of a dot, from one to the next: spaced leaders have 4.5, points between digits 7. */
const FARTHEST_STEP = 5.5
/** Steps of a row's dots differ by no more than this share of the step, or by some pixels, and so do their feet. */
const EVEN = 0.25
const PIXELS = 2
/** Fewer dots may be an ellipsis, or what is left of noise. */
const FEWEST = 6
/** In steps: a row goes on behind dots that noise took. */
const LOST = 3.5
/** Pixels around a dot that are greyed by it. */
const HALO = 2

/** A row of dots that leads the eye from a label to its value, in pixels. */
export interface Leader extends InkBox {
  readonly dots: number
}

/** Even rows of dots, which a recogniser takes for letters. */
export function leadersOf(picture: Picture, dpi: number): Leader[] {
  const leaders: Leader[] = []
  for (const found of INKS.flatMap((ink) => leadersUnder(ink, picture, dpi))) {
    const same = leaders.filter((leader) => overlap(leader, found))
    for (const leader of same) leaders.splice(leaders.indexOf(leader), 1)
    leaders.push({
      dots: Math.max(...[...same, found].map(({ dots }) => dots)),
      ...frameOf([...same, found]),
    })
  }
  return leaders
}

const overlap = (a: Leader, b: Leader): boolean =>
  a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom

function leadersUnder(ink: number, picture: Picture, dpi: number): Leader[] {
  const all = { left: 0, top: 0, right: picture.width, bottom: picture.height }
  const pieces = inkPieces(picture, all, ink).toSorted((a, b) => a.left - b.left)
  const beside: Neighbours = { byFoot: Map.groupBy(pieces, ({ bottom }) => bottom), largest: LARGEST * dpi }
  const taken = new Set<InkPiece>()
  const leaders: Leader[] = []
  for (const piece of pieces) {
    if (taken.has(piece) || !isDot(piece, dpi)) continue
    const even = evenRow(piece, beside)
    if (even.length < FEWEST) continue
    const row = [...goingOn(even, -1, beside).reverse(), ...even, ...goingOn(even, 1, beside)]
    for (const one of row) taken.add(one)
    if (isClearAbove(row, beside)) leaders.push({ dots: row.length, ...frameOf(row) })
  }
  return leaders
}

/** Pieces of ink by their lowest pixel, from left to right, and the size up to which they may be dots. */
interface Neighbours {
  readonly byFoot: ReadonlyMap<number, readonly InkPiece[]>
  readonly largest: number
}

function isDot(piece: InkPiece, dpi: number): boolean {
  const shorter = Math.min(widthOf(piece), heightOf(piece))
  const longer = longerOf(piece)
  return longer >= SMALLEST * dpi && longer <= LARGEST * dpi && longer <= ROUND * shorter
}

/** The next piece on the same level in this direction: right 1, left -1. */
function nextTo(piece: InkPiece, direction: 1 | -1, { byFoot }: Neighbours): InkPiece | undefined {
  let nearest: InkPiece | undefined
  for (let foot = piece.bottom - PIXELS; foot <= piece.bottom + PIXELS; foot++) {
    const level = byFoot.get(foot) ?? []
    const next =
      direction === 1
        ? level.find(({ left }) => left > piece.right)
        : level.findLast(({ right }) => right < piece.left)
    if (next && (nearest === undefined || direction * (next.left - nearest.left) < 0)) nearest = next
  }
  return nearest
}

function evenRow(first: InkPiece, beside: Neighbours): InkPiece[] {
  const row = [first]
  let last = first
  for (;;) {
    const next = nextTo(last, 1, beside)
    if (next === undefined || longerOf(next) > beside.largest) return row
    const step = middleOf(next) - middleOf(last)
    const usual = row.length === 1 ? step : stepOf(row)
    if (step > FARTHEST_STEP * Math.max(widthOf(last), widthOf(next))) return row
    if (Math.abs(step - usual) > Math.max(PIXELS, EVEN * usual)) return row
    row.push(next)
    last = next
  }
}

function stepOf(row: readonly InkPiece[]): number {
  const [first, last] = [row[0], row.at(-1)]
  return first && last ? (middleOf(last) - middleOf(first)) / (row.length - 1) : 0
}

/** Dots on the level of a row beyond its end, up to a letter; some have run together. */
function goingOn(row: readonly InkPiece[], direction: 1 | -1, beside: Neighbours): InkPiece[] {
  const farthest = LOST * stepOf(row)
  const more: InkPiece[] = []
  let last = direction === 1 ? row.at(-1) : row[0]
  while (last !== undefined) {
    const next = nextTo(last, direction, beside)
    if (next === undefined || heightOf(next) > beside.largest || widthOf(next) > farthest) break
    const gap = direction === 1 ? next.left - last.right : last.left - next.right
    if (gap > farthest) break
    more.push(next)
    last = next
  }
  return more
}

/** In heights of a row of dots: over a leader there is white so high, but for specks over so many of its dots. */
const CLEAR = 4
const SPECKS = 0.25

/** Whether there is white over the dots: what is left of letters in noise has more of them above it. */
function isClearAbove(row: readonly InkPiece[], { byFoot }: Neighbours): boolean {
  const { left, top, right, bottom } = frameOf(row)
  let above = 0
  for (let foot = top - 1; foot > top - CLEAR * (bottom - top + 1); foot--)
    above += (byFoot.get(foot) ?? []).filter((piece) => piece.left <= right && piece.right >= left).length
  return above <= SPECKS * row.length
}

const frameOf = (row: readonly InkBox[]): InkBox => ({
  left: Math.min(...row.map(({ left }) => left)),
  top: Math.min(...row.map(({ top }) => top)),
  right: Math.max(...row.map(({ right }) => right)),
  bottom: Math.max(...row.map(({ bottom }) => bottom)),
})

/** The picture without them. */
export function withoutLeaders(picture: Picture, leaders: readonly Leader[]): Picture {
  if (leaders.length === 0) return picture
  const pixels = new Uint8Array(picture.pixels)
  for (const { left, top, right, bottom } of leaders) {
    const from = Math.max(0, left - HALO)
    const to = Math.min(picture.width, right + HALO + 1)
    for (let y = Math.max(0, top - HALO); y < Math.min(picture.height, bottom + HALO + 1); y++)
      pixels.fill(WHITE, y * picture.width + from, y * picture.width + to)
  }
  return { ...picture, pixels }
}

/** What they are as words. */
export const leaderWords = (leaders: readonly Leader[]): RecognisedWord[] =>
  leaders.map(({ dots, left, top, right, bottom }) => ({
    text: '.'.repeat(dots),
    confidence: 1,
    left,
    top,
    right: right + 1,
    bottom: bottom + 1,
    baseline: bottom + 1,
  }))
