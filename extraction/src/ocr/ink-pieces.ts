import { type Picture, WHITE } from './picture.ts'

/** Edges, in pixels. */
export interface InkBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A piece of ink, edges inclusive. */
export interface InkPiece extends InkBox {
  /** Pixels of ink. */
  readonly area: number
}

export const widthOf = ({ left, right }: InkBox): number => right - left + 1
export const heightOf = ({ top, bottom }: InkBox): number => bottom - top + 1
export const middleOf = ({ left, right }: InkBox): number => (left + right) / 2
export const longerOf = (piece: InkBox): number => Math.max(widthOf(piece), heightOf(piece))

/** The connected pieces of ink within this window, from left to right. Pieces that overlap sideways are one letter's. */
export function inkPieces(picture: Picture, window: InkBox, darkerThan: number): InkPiece[] {
  const left = Math.max(0, Math.floor(window.left))
  const top = Math.max(0, Math.floor(window.top))
  const width = Math.min(picture.width, Math.ceil(window.right)) - left
  const height = Math.min(picture.height, Math.ceil(window.bottom)) - top
  if (width <= 0 || height <= 0) return []
  const ink = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      if ((picture.pixels[(top + y) * picture.width + left + x] ?? WHITE) < darkerThan) ink[y * width + x] = 1
  }
  const pieces: InkPiece[] = []
  for (let start = 0; start < ink.length; start++)
    if (ink[start] === 1) pieces.push(flooded(ink, width, start))
  return pieces
    .map((piece) => ({
      ...piece,
      left: piece.left + left,
      right: piece.right + left,
      top: piece.top + top,
      bottom: piece.bottom + top,
    }))
    .sort((a, b) => a.left + a.right - b.left - b.right)
}

/** Takes the piece that begins here out of the ink. */
function flooded(ink: Uint8Array, width: number, start: number): InkPiece {
  let [left, right, top, bottom, area] = [width, 0, Infinity, 0, 0]
  const stack = [start]
  ink[start] = 0
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    area++
    for (let row = y - 1; row <= y + 1; row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const next = row * width + column
        if (ink[next] !== 1) continue
        ink[next] = 0
        stack.push(next)
      }
    }
  }
  return { left, right, top, bottom, area }
}
