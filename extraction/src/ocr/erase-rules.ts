import { type Picture, WHITE } from './picture.ts'
import { type PixelLine, type PixelLines, transposed } from './pixel-rules.ts'

/** Pixels beside a line that are greyed by it. */
const HALO = 2
/** Darker than this beside a line is a letter that touches or crosses it. */
const LETTER = 170

/**
 * The picture without its lines: letters beside them are read as if the lines were part of them, at 150 dpi whole rows are not
 * read. Letters that a line touches stay.
 */
export function withoutRules(picture: Picture, { across, down }: PixelLines): Picture {
  const level = across.length === 0 ? picture : erased(picture, across)
  return down.length === 0 ? level : transposed(erased(transposed(level), down))
}

function erased(picture: Picture, lines: readonly PixelLine[]): Picture {
  const { width, height } = picture
  const pixels = new Uint8Array(picture.pixels)
  const isLetter = (x: number, y: number): boolean =>
    y >= 0 && y < height && (picture.pixels[y * width + x] ?? WHITE) < LETTER
  for (const { top, low, start, end } of lines) {
    const [above, below] = [top - HALO - 1, low + HALO + 1]
    for (let x = Math.max(0, start - HALO); x <= Math.min(width - 1, end + HALO); x++) {
      if (isLetter(x, above) || isLetter(x, below)) continue
      for (let y = Math.max(0, above + 1); y < Math.min(height, below); y++) pixels[y * width + x] = WHITE
    }
  }
  return { ...picture, pixels }
}
