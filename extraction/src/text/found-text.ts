import type { BoundingBox, TextRole } from '../model.ts'

/** A block of text as found on one page, before other pages say what repeats: plain JSON. */
export interface FoundText {
  readonly page: number
  readonly bbox: BoundingBox
  readonly role: TextRole
  readonly text: string
  readonly confidence: number
  /** The engine that read it, where it is not the reader of pages. */
  readonly engine?: string
  /** Place among all that the page holds, where the source says it; else the boxes do. */
  readonly order?: number
}
