import type { BoundingBox } from '../api/documents.ts'

/** A box without size is a place that is not known: a Word document that was not laid out. */
export const hasSize = ({ width }: BoundingBox): boolean => width > 0
