import type { BoundingBox } from '../model.ts'

/** An image or a drawing as found on one page: plain JSON. */
export interface FoundFigure {
  readonly page: number
  readonly bbox: BoundingBox
  readonly engine: string
  readonly confidence: number
  readonly caption?: string
  /** Place among all that the page holds, where the source says it: see `FoundText`. */
  readonly order?: number
}
