import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { packedPage } from '@ledger-lift/extraction/assemble'
import { newDocument, newStart, serviceUnderTest, type ServiceUnderTest } from '../documents/fixtures.ts'
import { DEFAULT_TENANT, newId, type RunId } from '../ids.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import { runKeys, type Attempt } from './attempt.ts'
import { KeptWork } from './kept-work.ts'

const LAYOUT = { by: 'LibreOffice 7.4', pdf: Buffer.from('%PDF one') }
const OTHER = { by: 'LibreOffice 7.4', pdf: Buffer.from('%PDF two') }

let t: ServiceUnderTest
let folder: string
let storage: FilesystemStorage
before(async () => {
  t = await serviceUnderTest()
  folder = await mkdtemp(join(tmpdir(), 'll-kept-'))
  storage = new FilesystemStorage({
    driver: 'filesystem',
    directory: folder,
    secret: 'x',
    publicUrl: () => '',
  })
})
after(async () => {
  await t.close()
  await rm(folder, { recursive: true })
})

/** An attempt that holds the lease of a document of its own. */
async function attempted(): Promise<Attempt> {
  const { id: document } = await t.service.createDocument(newDocument())
  const run = newId<RunId>()
  const row = await t.service.startRun(newStart(document, run))
  const { signal } = new AbortController()
  return { document, tenant: DEFAULT_TENANT, run, row, fingerprint: 'f', signal }
}

/** The worker stopped: the next attempt has the same number, so nothing is swept. */
async function handedBack(attempt: Attempt): Promise<Attempt> {
  await t.service.releaseRun(attempt, 'worker:host/1')
  const run = newId<RunId>()
  const row = await t.service.startRun(newStart(attempt.document, run))
  return { ...attempt, run, row }
}

const keptBy = (attempt: Attempt) => new KeptWork(t.db, storage, attempt)
const page = (number: number) =>
  packedPage({ number, page: null, tables: [], figures: [], texts: [], notes: [] })

test('the layout of a Word document is kept, and with it what was found on its pages', async () => {
  const attempt = await attempted()
  const first = keptBy(attempt)
  assert.equal(await first.takeLayout(), null)
  first.laidOut(LAYOUT)
  await first.keepLayout()
  await first.add([1, 2], [page(1), page(2)], [], true)

  const next = keptBy(attempt)
  assert.deepEqual(await next.takeLayout(), LAYOUT)
  await next.resume()
  assert.deepEqual(next.pages, [page(1), page(2)])
})

test('a layout that is taken up is not kept once more, as an object that nobody knows', async () => {
  const attempt = await attempted()
  const first = keptBy(attempt)
  first.laidOut(LAYOUT)
  await first.keepLayout()

  const next = keptBy(await handedBack(attempt))
  await next.takeLayout()
  await next.keepLayout()
  const objects: string[] = []
  for await (const { key } of storage.list(runKeys(attempt).work)) objects.push(key)
  assert.equal(objects.length, 1)
})

test('what was found on the pages of another layout, or of none, is not taken up', async () => {
  const attempt = await attempted()
  const first = keptBy(attempt)
  first.laidOut(LAYOUT)
  await first.add([1], [page(1)], [], true)

  const elsewhere = keptBy(attempt)
  elsewhere.laidOut(OTHER)
  await elsewhere.resume()
  const without = keptBy(attempt)
  await without.resume()
  assert.deepEqual([elsewhere.pagesDone.size, without.pagesDone.size], [0, 0])
})

test('a document with pages of its own is taken up as it was', async () => {
  const attempt = await attempted()
  await keptBy(attempt).add([1], [page(1)], [], true)
  const next = keptBy(attempt)
  await next.keepLayout()
  await next.resume()
  assert.deepEqual([await next.takeLayout(), next.pagesDone.size], [null, 1])
})
