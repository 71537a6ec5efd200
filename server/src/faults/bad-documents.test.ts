import assert from 'node:assert/strict'
import { rename } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pino from 'pino'
import { DEFAULT_TENANT, newId, type DocumentId, type RunId } from '../ids.ts'
import { recovery } from '../processing/recovery.ts'
import { System, type WorkerProcess } from './system.ts'

const log = pino({ level: 'silent' })

describe('a worker and documents that cannot be worked', { timeout: 300_000 }, () => {
  let system: System
  let worker: WorkerProcess

  before(async () => {
    system = await System.start()
    worker = await system.startWorker({ concurrency: 3 })
  })
  after(() => system[Symbol.asyncDispose]())

  const ended = async (id: DocumentId) => (await system.ended([id]))[0]

  it('FAILED at once and with its reason when the fault is its own', async () => {
    const row = await ended(await system.register(['ok', 'damaged']))
    assert.equal(row?.error_code, 'document.damaged')
    assert.equal(row.attempt, 1)
  })

  it('FAILED at once and a dead letter when it kills a second, fresh process, too; others are not disturbed', async () => {
    const poison = await system.register(['exit'])
    const bystander = await system.register(Array<string>(8).fill('sleep 50'))
    const row = await ended(poison)
    assert.equal(row?.error_code, 'processing.crashed')
    assert.equal(row.attempt, 1)
    assert.deepEqual(await system.events(poison), [
      'DOCUMENT_UPLOADED',
      'PROCESSING_STARTED',
      'PROCESSING_FAILED',
    ])
    assert.equal((await ended(bystander))?.attempt, 1)
    // The queue settles the job after the document.
    while ((await system.queue.depth()).dead < 1) await pause(20)

    await system.documents.reprocess(DEFAULT_TENANT, poison, 'test')
    await recovery(system.db, system.queue, log).run(new AbortController().signal)
    assert.equal((await system.queue.depth()).dead, 0)
    await ended(poison)
  })

  it('COMPLETED with a note for the page that kills its process, when it is one of many', async () => {
    const pages = Array<string>(40).fill('ok').with(20, 'exit').with(36, 'grow')
    const row = await ended(await system.register(pages))
    assert.equal(row?.processing_status, 'COMPLETED')
    const run = await system.run(row.published_run_id)
    assert.deepEqual(
      run.notes.map(({ page, code }) => [page, code]),
      [
        [21, 'page.failed'],
        [37, 'page.over_limit'],
      ],
    )
    assert.equal((await system.pages(row.published_run_id)).length, 38)
    assert.deepEqual([row.page_count, run.page_count], [40, 40])
  })

  it('FAILED when its object is gone, or is not the one that was registered', async () => {
    const gone = await system.registerObject(['ok'], (key) => system.storage.delete([key]))
    const changed = await system.registerObject(['ok'], (key) => system.put(key, ['no']))
    assert.equal((await ended(gone))?.error_code, 'document.object_missing')
    assert.equal((await ended(changed))?.error_code, 'document.object_changed')
  })

  it('RETRYING with the reason and the time while the store is away, COMPLETED when it is back', async () => {
    const id = await system.registerObject(['ok'], () => rename(system.objects, `${system.objects}-away`))
    const row = await system.until(id, ({ processing_status }) => processing_status === 'RETRYING')
    assert.match(row.error_code ?? '', /^storage\./)
    assert.ok(row.next_attempt_at)
    await rename(`${system.objects}-away`, system.objects)
    assert.equal((await ended(id))?.processing_status, 'COMPLETED')
  })

  it('nothing more is written of one that is purged while it is worked', async () => {
    const id = await system.register(Array<string>(64).fill('sleep 60'))
    await system.untilKept(id, 1)
    await system.documents.purge(DEFAULT_TENANT, id, 'test')
    await worker.said(new RegExp(`${id}.*lease on a document was lost`))
    assert.equal((await system.events(id)).at(-1), 'PURGED')
  })

  it('is not taken for ever when one worker after the other dies with it', async () => {
    await worker.kill('SIGTERM')
    const id = await system.register(['ok'])
    for (let attempt = 1; attempt <= 4; attempt++) {
      const run = newId<RunId>()
      const worker = { workerId: 'killed', engineVersion: '0', engineFingerprint: 'faulty' }
      await system.documents.startRun({ document: id, run, ...worker })
    }
    worker = await system.startWorker({ concurrency: 3 })
    assert.equal((await ended(id))?.error_code, 'processing.worker_lost')
  })

  it('gets a job again when its own vanished', async () => {
    await worker.kill('SIGTERM')
    const id = await system.register(['ok'])
    await sql`DELETE FROM pgboss.job WHERE singleton_key = ${id}`.execute(system.db)
    worker = await system.startWorker({ concurrency: 3 })
    assert.equal((await ended(id))?.processing_status, 'COMPLETED')
  })

  it('and no rule of the whole system was broken by any of it', async () => {
    assert.deepEqual(await system.leftoversInTheEnd(), [])
    await system.assertInvariants()
  })
})
