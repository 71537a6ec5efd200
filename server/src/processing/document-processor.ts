import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine, ExtractionResult, Source } from '@ledger-lift/extraction'
import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { Actor } from '../events.ts'
import { newId, type RunId } from '../ids.ts'
import { DOCUMENT_QUEUE, type DocumentJob, type JobOutcome } from '../queue/queue.ts'
import { passwordOf } from '../passwords/passwords.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Log } from '../telemetry/log.ts'
import { traced, type OpenSpan, type Tracing } from '../telemetry/tracing.ts'
import type { AttemptOutcome, Stage, WorkMetrics } from '../telemetry/work-metrics.ts'
import { runKeys, type Attempt } from './attempt.ts'
import { openOptions, type ChildLimits } from './children/limits.ts'
import type { ChildPool } from './children/pool.ts'
import { endAttempt, refuseIfAlwaysLost } from './end-attempt.ts'
import { extractDocument } from './extract-document.ts'
import { fetchSource } from './fetch-source.ts'
import { keepingLayouter } from './keeping-layouter.ts'
import { KeptWork } from './kept-work.ts'
import type { Layouter } from './layout/soffice.ts'
import { BATCH_PAGES } from './page-batches.ts'
import { patiently, WRITE_PATIENCE } from './patiently.ts'
import { ProgressReport } from './progress-report.ts'
import { recordSourceHash } from './store.ts'
import { sweepStrayWork } from './sweep-stray-work.ts'

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
  readonly layouter?: Layouter
  readonly log: Log
  readonly metrics: WorkMetrics
  readonly tracing?: Tracing
  readonly random?: () => number
}

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
    const span = {
      name: `process ${DOCUMENT_QUEUE}`,
      kind: 'consumer',
      attributes: {
        'messaging.system': 'pg-boss',
        'messaging.destination.name': DOCUMENT_QUEUE,
        'messaging.operation.type': 'process',
        'ledger_lift.document_id': job.document_id,
      },
    } as const
    return await traced(this.#deps.tracing, span, (open) => this.#attempt(job, signal, open))
  }

  async #attempt(job: DocumentJob, signal: AbortSignal, span?: OpenSpan): Promise<JobOutcome> {
    const attempt = await this.#start(
      job,
      AbortSignal.any([signal, AbortSignal.timeout(this.#deps.limits.documentTime)]),
    )
    if (!attempt) return 'done'
    const log = this.#logOf(attempt)
    const ended = (outcome: AttemptOutcome) => {
      this.#deps.metrics.jobs.inc({ queue: DOCUMENT_QUEUE, outcome, attempt: attempt.row.attempt })
      span?.set({ 'ledger_lift.attempt': attempt.row.attempt, 'ledger_lift.outcome': outcome })
    }
    try {
      await refuseIfAlwaysLost(this.#deps.db, attempt)
      await this.#work(attempt)
      ended('completed')
      log.info({ attempt: attempt.row.attempt }, 'a document was completed')
      return 'done'
    } catch (error) {
      const { documents, db, storage, random = Math.random } = this.#deps
      return await endAttempt({ documents, db, storage, random, ended }, attempt, error, this.#actor, log)
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

  async #work(attempt: Attempt): Promise<void> {
    const { db, documents, storage } = this.#deps
    const kept = new KeptWork(db, storage, attempt)
    const progress = new ProgressReport(documents, attempt)
    const result = await this.#fetchAndExtract(attempt, kept, progress)
    await progress.keeping()
    await sweepStrayWork(db, storage, attempt).catch(() => undefined)
    await this.#timed('publish', () => this.#publish(attempt, result, kept.previews))
    this.#deps.metrics.published(result)
  }

  /** The document's file is gone before anybody is told how it went. */
  async #fetchAndExtract(
    attempt: Attempt,
    kept: KeptWork,
    progress: ProgressReport,
  ): Promise<ExtractionResult> {
    const { db, storage } = this.#deps
    const path = this.#pathOf(attempt)
    try {
      const source = await this.#timed('fetch', () => fetchSource(storage, attempt.row, path, attempt.signal))
      if (attempt.row.sha256_hash === null) await recordSourceHash(db, attempt, source.sha256)
      const password = await passwordOf(this.#deps, attempt.row)
      return await traced(this.#deps.tracing, { name: 'extract' }, () =>
        this.#extract(attempt, source, password, kept, progress),
      )
    } finally {
      await rm(path, { force: true })
    }
  }

  async #extract(
    attempt: Attempt,
    source: Source,
    password: string | undefined,
    kept: KeptWork,
    progress: ProgressReport,
  ): Promise<ExtractionResult> {
    const { pool, limits, layouter, tracing } = this.#deps
    const log = this.#logOf(attempt)
    return await extractDocument({
      pool,
      limits,
      source,
      path: this.#pathOf(attempt),
      options: { ...openOptions(limits), ...(password === undefined ? {} : { password }) },
      signal: attempt.signal,
      metrics: this.#deps.metrics,
      ...(layouter === undefined ? {} : { layouter: keepingLayouter(layouter, kept) }),
      ...(tracing === undefined ? {} : { tracing }),
      async opened({ pageCount }) {
        // A shorter one is one batch, of which nothing is kept.
        if (pageCount > BATCH_PAGES) await kept.keepLayout()
        await kept.resume()
        const done = kept.pagesDone
        if (done.size > 0) log.info({ pages: done.size }, 'pages that an earlier attempt kept are taken up')
        await progress.opened(pageCount, done.size)
        return done
      },
      async worked(batch, pages, previews, more) {
        await kept.add(batch, pages, previews, more)
        await progress.advanced(kept.pagesDone.size)
      },
      pages: () => kept.pages,
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

  async #timed<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const stop = this.#deps.metrics.stages.startTimer({ stage, engine: 'none' })
    try {
      return await traced(this.#deps.tracing, { name: stage }, work)
    } finally {
      stop()
    }
  }

  #logOf({ document, run }: Attempt): Log {
    return this.#deps.log.child({ document_id: document, run_id: run, actor: this.#actor })
  }

  #pathOf({ run }: Attempt): string {
    return join(this.#deps.temporary, run)
  }
}
