import type { DocumentService } from '../documents/document-service.ts'
import type { Actor } from '../events.ts'
import type { PublishedRun } from './published.ts'

export type AuditReads = 'off' | 'downloads' | 'all'

/** Milliseconds: who leafs through a document is noted once in so long, not once a page. */
const LOOK = 10 * 60_000
/** Callers and documents that are remembered; a forgotten one is only noted again. */
const REMEMBERED = 10_000

/** Writes reads into the trail before they are answered, as AUDIT_READS says. */
export function createReadRecorder(
  documents: Pick<DocumentService, 'recordEvent'>,
  mode: AuditReads,
  now: () => number = Date.now,
) {
  const looks = new Map<string, number>()
  const record = (run: PublishedRun, actor: Actor, what: string) =>
    documents.recordEvent({
      document: run.document,
      type: 'READ',
      message: `Read: ${what}.`,
      metadata: { what, result_hash: run.resultHash },
      run: run.id,
      actor,
    })
  return {
    async downloaded(run: PublishedRun, actor: Actor, what: 'result'): Promise<void> {
      if (mode !== 'off') await record(run, actor, what)
    },
    async lookedAt(run: PublishedRun, actor: Actor, what: 'previews' | 'artifacts'): Promise<void> {
      if (mode !== 'all') return
      const key = `${run.id} ${what} ${actor}`
      if (now() - (looks.get(key) ?? -Infinity) < LOOK) return
      await record(run, actor, what)
      looks.delete(key)
      looks.set(key, now())
      const [oldest] = looks.keys()
      if (looks.size > REMEMBERED && oldest !== undefined) looks.delete(oldest)
    },
  }
}

export type ReadRecorder = ReturnType<typeof createReadRecorder>
