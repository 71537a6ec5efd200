import type { BoundingBox, TextRole } from '../model.ts'

/** A block of text as found on one page, before other pages say what repeats: plain JSON. */
export interface FoundText {
  readonly page: number
  readonly bbox: BoundingBox
  readonly role: TextRole
  readonly text: string
  readonly confidence: number
}
