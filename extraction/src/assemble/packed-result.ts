import type { Artifact } from '../model.ts'
import type { FinishedPages } from './finished-pages.ts'

/** Finished pages as they are sent: their artifacts are all in the canonical JSON. */
export type PackedResult = Omit<FinishedPages, 'artifacts'>

export function unpackedResult({ pages, notes, canonical }: PackedResult): FinishedPages {
  const { buffer, byteOffset, byteLength } = canonical
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('utf8')
  const artifacts: Artifact[] = JSON.parse(`[${text}]`)
  return { pages, notes, canonical, artifacts }
}
