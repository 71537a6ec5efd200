import { canonicalText } from '../canonical.ts'
import type { Artifact } from '../model.ts'

export interface WrittenArtifact {
  readonly artifact: Artifact
  readonly canonical: string
}

/** JSON writes half a surrogate pair, and nothing else, as such an escape; or the text says so itself. */
const HALF = /\\ud[89a-f]/

/**
 * With U+FFFD for each half of a surrogate pair: a damaged file can give one as text, RFC 8785 refuses it, and
 * PostgreSQL cannot hold it.
 */
export function writtenArtifact(artifact: Artifact): WrittenArtifact {
  const canonical = canonicalText(artifact)
  if (!HALF.test(canonical)) return { artifact, canonical }
  const whole: Artifact = JSON.parse(canonical, (_key, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed() : part,
  )
  return { artifact: whole, canonical: canonicalText(whole) }
}
