import type { QuarterTurn } from '../../geometry/page-space.ts'

/** What the glyphs of one text object have in common. Lengths in points, `baseline` in the reading frame. */
export interface GlyphStyle {
  readonly font: string
  readonly size: number
  readonly bold: boolean
  readonly italic: boolean
  readonly direction: QuarterTurn
  /** How far the line sinks per point along it: 0 but for text at an angle. */
  readonly slope: number
  readonly baseline: number
  /** Above and below the baseline, both positive. */
  readonly ascent: number
  readonly descent: number
  /** Text render mode 3 or 7: the way to put recognised text under a scan. */
  readonly invisible: boolean
  /** Nobody can see it: transparent, or white on white. */
  readonly unseen: boolean
}

/**
 * The characters of a page in drawing order, in columns: a page has thousands and an object each would cost
 * more than reading them. `starts` and `ends` are positions along the line, in the reading frame.
 */
export class Glyphs {
  count = 0
  codes = new Uint32Array(4096)
  starts = new Float64Array(4096)
  ends = new Float64Array(4096)
  /** Index into `styles`. */
  style = new Int32Array(4096)
  styles: GlyphStyle[] = []
  /** How many had no Unicode value that could be trusted. */
  unmapped = 0

  reset(): void {
    this.count = 0
    this.styles = []
    this.unmapped = 0
  }

  push(code: number, start: number, end: number, style: number): void {
    const i = this.count
    if (i === this.codes.length) this.#double()
    this.codes[i] = code
    this.starts[i] = start
    this.ends[i] = end
    this.style[i] = style
    this.count = i + 1
  }

  /** Points, on either side. */
  widenLast(by: number): void {
    const i = this.count - 1
    this.starts[i] = (this.starts[i] ?? 0) - by
    this.ends[i] = (this.ends[i] ?? 0) + by
  }

  #double(): void {
    const size = this.codes.length * 2
    this.codes = grown(new Uint32Array(size), this.codes)
    this.starts = grown(new Float64Array(size), this.starts)
    this.ends = grown(new Float64Array(size), this.ends)
    this.style = grown(new Int32Array(size), this.style)
  }
}

function grown<T extends Uint32Array | Float64Array | Int32Array>(larger: T, of: T): T {
  larger.set(of)
  return larger
}

export const SPACE = 32
