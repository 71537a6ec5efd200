import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine, ExtractionResult, Source } from '@ledger-lift/extraction'
import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { Actor } from '../events.ts'
import { newId, type RunId } from '../ids.ts'
import type { DocumentJob, JobOutcome } from '../queue/queue.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Log } from '../telemetry/log.ts'
import { runKeys, type Attempt } from './attempt.ts'
import type { ChildLimits } from './children/limits.ts'
import type { ChildPool } from './children/pool.ts'
import { extractDocument } from './extract-document.ts'
import { fetchSource } from './fetch-source.ts'
import { KeptWork } from './kept-work.ts'
import { patiently } from './patiently.ts'
import { ProgressReport } from './progress-report.ts'
import { failureOf, judge, judgeLost, type Verdict } from './retry-rules.ts'
import { documentStatus, earlierFailures, letObjectsGo, recordSourceHash } from './store.ts'

export interface ProcessorDeps {
  readonly documents: DocumentService
  readonly db: Kysely<Database>
  readonly storage: ObjectStorage
  readonly pool: ChildPool
  readonly limits: ChildLimits
  readonly engine: Engine
  /** The folder for the documents at work; the pool's children may read it. */
  readonly temporary: string
  readonly workerId: string
  readonly maxPages?: number
  readonly log: Log
  readonly random?: () => number
}

/** Milliseconds for a whole document: a thousand scanned pages are an hour. */
const DOCUMENT_TIME = 2 * 60 * 60_000
/** A page tree of some bytes can claim a million pages; the longest reports have a thousand. */
const MOST_PAGES = 5_000
/** Milliseconds for which what must be written waits for the database. After that the document is taken again. */
const WRITE_PATIENCE = 60_000

/**
 * One attempt at one document: fetch → extract → keep → publish, all under the run's lease, and what becomes of the
 * document when a step fails. Whatever was kept by an attempt is taken up by the next.
 */
export class DocumentProcessor {
  readonly #deps: ProcessorDeps
  readonly #actor: Actor

  constructor(deps: ProcessorDeps) {
    this.#deps = deps
    this.#actor = `worker:${deps.workerId}`
  }

  /** `signal` aborts with its reason: processing.lease_lost or server.stopping. Rejects when the database is away. */
  async process(job: DocumentJob, signal: AbortSignal): Promise<JobOutcome> {
    const attempt = await this.#start(job, AbortSignal.any([signal, AbortSignal.timeout(DOCUMENT_TIME)]))
    if (!attempt) return 'done'
    const log = this.#logOf(attempt)
    try {
      await this.#refuseIfAlwaysLost(attempt)
      await this.#work(attempt)
      log.info({ attempt: attempt.row.attempt }, 'a document was completed')
      return 'done'
    } catch (error) {
      return await this.#end(attempt, error, log)
    } finally {
      await rm(this.#pathOf(attempt), { force: true })
    }
  }

  /** Null when there is nothing to do: the document is finished, or purged. */
  async #start(
    { document_id: document, tenant_id: tenant }: DocumentJob,
    signal: AbortSignal,
  ): Promise<Attempt | null> {
    const { documents, engine, workerId } = this.#deps
    const run = newId<RunId>()
    const { fingerprint, version } = engine
    try {
      const row = await documents.startRun({
        document,
        run,
        workerId,
        engineVersion: version,
        engineFingerprint: fingerprint,
      })
      return { document, tenant, run, row, fingerprint, signal }
    } catch (error) {
      const over =
        error instanceof AppError &&
        ['document.illegal_transition', 'document.not_found'].includes(error.code)
      if (over) return null
      throw error
    }
  }

  async #refuseIfAlwaysLost(attempt: Attempt): Promise<void> {
    if (attempt.row.attempt <= 1) return
    const verdict = judgeLost(await earlierFailures(this.#deps.db, attempt))
    if (verdict) throw new WorkerAlwaysLost(verdict)
  }

  async #work(attempt: Attempt): Promise<void> {
    const { db, documents, storage } = this.#deps
    const source = await fetchSource(storage, attempt.row, this.#pathOf(attempt), attempt.signal)
    if (attempt.row.sha256_hash === null) await recordSourceHash(db, attempt, source.sha256)
    const kept = new KeptWork(db, storage, attempt)
    const progress = new ProgressReport(documents, attempt)
    const result = await this.#extract(attempt, source, kept, progress)
    await progress.keeping()
    await this.#sweep(attempt)
    await this.#publish(attempt, result, kept.previews)
  }

  async #extract(
    attempt: Attempt,
    source: Source,
    kept: KeptWork,
    progress: ProgressReport,
  ): Promise<ExtractionResult> {
    const { pool, limits, maxPages = MOST_PAGES } = this.#deps
    const log = this.#logOf(attempt)
    return await extractDocument({
      pool,
      limits,
      source,
      path: this.#pathOf(attempt),
      options: { maxPages },
      signal: attempt.signal,
      async opened({ pageCount }) {
        await kept.resume()
        const done = kept.pagesDone
        if (done.size > 0) log.info({ pages: done.size }, 'pages that an earlier attempt kept are taken up')
        await progress.opened(pageCount, done.size)
        return done
      },
      async worked(batch, findings, previews, more) {
        await kept.add(batch, findings, previews, more)
        await progress.advanced(kept.pagesDone.size)
      },
      findings: () => kept.findings,
    })
  }

  async #publish(
    attempt: Attempt,
    result: ExtractionResult,
    previewKeys: ReadonlyMap<number, string>,
  ): Promise<void> {
    const { storage, documents } = this.#deps
    const resultKey = runKeys(attempt).result
    await storage.put(resultKey, Buffer.from(JSON.stringify(result)), { contentType: 'application/json' })
    attempt.signal.throwIfAborted()
    const { document, run } = attempt
    const published = { document, run, result, resultKey, previewKeys }
    await patiently(() => documents.publishRun(published, this.#actor), WRITE_PATIENCE)
  }

  async #end(attempt: Attempt, error: unknown, log: Log): Promise<JobOutcome> {
    const failure = failureOf(error)
    if (failure.code === 'processing.lease_lost') return await this.#leave(attempt, log)
    if (failure.code === 'server.stopping') return await this.#handBack(attempt, log)
    log.warn(
      { err: error, code: failure.code, attempt: attempt.row.attempt },
      'an attempt at a document failed',
    )
    return await patiently(() => this.#conclude(attempt, error), WRITE_PATIENCE).catch((problem: unknown) => {
      if (isLeaseLost(problem)) return this.#leave(attempt, log)
      throw problem
    })
  }

  async #conclude(attempt: Attempt, error: unknown): Promise<JobOutcome> {
    const { documents, db, random = Math.random } = this.#deps
    const verdict =
      error instanceof WorkerAlwaysLost
        ? error.verdict
        : judge(failureOf(error), await earlierFailures(db, attempt), random())
    if (verdict.action === 'retry') {
      await documents.retryRun(attempt, verdict.failure, new Date(Date.now() + verdict.delay), this.#actor)
      return 'done'
    }
    await this.#sweep(attempt)
    await documents.failRun(attempt, verdict.failure, this.#actor)
    return verdict.dead ? 'dead' : 'done'
  }

  /** While the lease is held, for afterwards the objects may be another attempt's. The first finds nothing to sweep. */
  async #sweep(attempt: Attempt): Promise<void> {
    const { db, storage } = this.#deps
    if (attempt.row.attempt === 1) return
    const log = this.#logOf(attempt)
    await new KeptWork(db, storage, attempt).sweep().catch((error: unknown) => {
      log.warn({ err: error }, 'what earlier attempts left in the store could not be swept')
    })
  }

  async #handBack(attempt: Attempt, log: Log): Promise<JobOutcome> {
    log.info('a document is handed back, for the worker stops')
    await patiently(() => this.#deps.documents.releaseRun(attempt, this.#actor), 5_000).catch(
      (error: unknown) => {
        if (!isLeaseLost(error)) throw error
      },
    )
    return 'done'
  }

  /** Another run has the document, or nobody needs it any more: what this one put into the store is let go. */
  async #leave(attempt: Attempt, log: Log): Promise<JobOutcome> {
    const { db } = this.#deps
    log.warn('the lease on a document was lost; nothing more is written for it')
    const now = await documentStatus(db, attempt.document)
    const unfinished = now && now.processing_status !== 'COMPLETED' && now.processing_status !== 'FAILED'
    const { all, work } = runKeys(attempt)
    await letObjectsGo(db, attempt.tenant, attempt.document, unfinished ? [all] : [all, work])
    return 'done'
  }

  #logOf({ document, run }: Attempt): Log {
    return this.#deps.log.child({ document_id: document, run_id: run, actor: this.#actor })
  }

  #pathOf({ run }: Attempt): string {
    return join(this.#deps.temporary, run)
  }
}

/** Carries the verdict on a document that took one worker after the other down with it. */
class WorkerAlwaysLost extends AppError {
  readonly verdict: Verdict
  constructor(verdict: Verdict) {
    super('processing.worker_lost', verdict.failure.message)
    this.verdict = verdict
  }
}

const isLeaseLost = (error: unknown) => error instanceof AppError && error.code === 'processing.lease_lost'
