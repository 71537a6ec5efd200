import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { brokenTrails } from '../audit/verify.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_TENANT, newId, type DocumentId, type RunId } from '../ids.ts'
import { newDocument, newPublication, newStart, serviceUnderTest, type ServiceUnderTest } from './fixtures.ts'
import { brokenInvariants } from './invariants.ts'

let t: ServiceUnderTest
before(async () => void (t = await serviceUnderTest()))
after(() => t.close())

const failure = { code: 'processing.crashed', message: 'The engine crashed' } as const

/** What any number of workers and users may try at any time; the service allows it or refuses it, typed. */
const OPERATIONS = {
  start: (document: DocumentId, run: RunId) => t.service.startRun(newStart(document, run)),
  progress: (document: DocumentId, run: RunId) =>
    t.service.recordProgress({ document, run }, { stage: 'extracting', pagesDone: 1, pagesTotal: 2 }),
  milestone: (document: DocumentId, run: RunId) =>
    t.service.recordProgress({ document, run }, { stage: 'keeping', pagesDone: 2, pagesTotal: 2 }, true),
  publish: (document: DocumentId, run: RunId) =>
    t.service.publishRun(newPublication(document, run), 'worker:host/1'),
  fail: (document: DocumentId, run: RunId) => t.service.failRun({ document, run }, failure, 'worker:host/1'),
  retry: (document: DocumentId, run: RunId) =>
    t.service.retryRun({ document, run }, failure, new Date(Date.now() + 1000), 'worker:host/1'),
  release: (document: DocumentId, run: RunId) => t.service.releaseRun({ document, run }, 'worker:host/1'),
  reprocess: (document: DocumentId) => t.service.reprocess(DEFAULT_TENANT, document, 'user:ada'),
  export: (document: DocumentId) =>
    t.service.recordEvent({ document, type: 'EXPORTED', message: 'Exported', actor: 'user:ada' }),
  giveUp: (document: DocumentId) =>
    t.service.updateProcessingStatus({
      ...{
        document,
        to: 'FAILED',
        failure,
        type: 'PROCESSING_FAILED',
        message: 'Given up',
        actor: 'cli:root',
      },
    }),
  purge: (document: DocumentId) => t.service.purge(DEFAULT_TENANT, document, 'user:ada'),
}
type Operation = keyof typeof OPERATIONS

/** Purges end a document, so they come rarely. */
const operation = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom<Operation>('start', 'publish', 'fail', 'retry', 'release') },
  {
    weight: 15,
    arbitrary: fc.constantFrom<Operation>('progress', 'milestone', 'reprocess', 'export', 'giveUp'),
  },
  { weight: 1, arbitrary: fc.constant<Operation>('purge') },
)
/** Two workers' runs; a restart after an end needs a run that was never used, so runs come in generations. */
const step = fc.record({ operation, worker: fc.nat(1) })

const EXPECTED = [
  'processing.lease_lost',
  'document.illegal_transition',
  'document.busy',
  'document.not_found',
]

class Workers {
  readonly #runs = new Map<number, RunId>()
  runOf(worker: number, operation: Operation): RunId {
    const run = operation === 'start' ? newId<RunId>() : (this.#runs.get(worker) ?? newId<RunId>())
    this.#runs.set(worker, run)
    return run
  }
}

async function attempt(document: DocumentId, name: Operation, run: RunId): Promise<void> {
  try {
    await OPERATIONS[name](document, run)
  } catch (error) {
    if (!(error instanceof AppError && EXPECTED.includes(error.code))) throw error
  }
}

async function assertSound(): Promise<void> {
  assert.deepEqual(await brokenInvariants(t.db), [])
  assert.deepEqual(await brokenTrails(t.db), [])
}

test('whatever is tried one after another, every invariant holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      const { id } = await t.service.createDocument(newDocument())
      const workers = new Workers()
      for (const { operation, worker } of steps)
        await attempt(id, operation, workers.runOf(worker, operation))
    }),
    { numRuns: 60 },
  )
  await assertSound()
})

test('whatever is tried at once, every invariant holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 2, maxLength: 5 }), { maxLength: 4 }),
      async (rounds) => {
        const { id } = await t.service.createDocument(newDocument())
        const workers = new Workers()
        for (const round of rounds) {
          await Promise.all(
            round.map(({ operation, worker }) => attempt(id, operation, workers.runOf(worker, operation))),
          )
        }
      },
    ),
    { numRuns: 40 },
  )
  await assertSound()
})
