import type { EngineOptions } from '../engine.ts'
import type { Artifact, Note, Page } from '../model.ts'
import type { PageFindings } from '../pipeline.ts'
import type { DocumentFacts } from './document-facts.ts'
import { pageArtifacts } from './page-artifacts.ts'
import { placed } from './placed.ts'
import { writtenArtifact } from './written-artifact.ts'

/** What a stretch of pages gives to the result. */
export interface FinishedPages {
  readonly pages: readonly Page[]
  readonly artifacts: readonly Artifact[]
  readonly notes: readonly Note[]
  /** The artifacts in canonical JSON, UTF-8, a comma between them: written where they are made, hashed where all meet. */
  readonly canonical: Uint8Array
}

/** @param findings of a stretch of pages that no table leaves, see `stretches` */
export function finishPages(
  findings: readonly PageFindings[],
  facts: DocumentFacts,
  options: EngineOptions = {},
): FinishedPages {
  const written = placed(pageArtifacts(findings, facts, options), findings).map(writtenArtifact)
  return {
    pages: findings.flatMap(({ page }) => (page === null ? [] : [page])),
    artifacts: written.map(({ artifact }) => artifact),
    notes: findings.flatMap((page) => page.notes),
    canonical: Buffer.from(written.map(({ canonical }) => canonical).join(',')),
  }
}
