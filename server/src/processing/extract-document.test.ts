import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { PackedPage } from '@ledger-lift/extraction/assemble'
import pino from 'pino'
import { AppError } from '../errors.ts'
import { CHILD_LIMITS } from './children/limits.ts'
import { ChildPool } from './children/pool.ts'
import { extractDocument, type DocumentWork } from './extract-document.ts'

const FAULTY = join(import.meta.dirname, 'children/testing/faulty-entry.ts')
const pagesOf = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('extracting a document of many batches with three processes', () => {
  let folder: string
  let pool: ChildPool

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'll-extract-'))
    const log = pino({ level: 'silent' })
    pool = new ChildPool({ size: 3, documents: folder, limits: CHILD_LIMITS, entry: FAULTY, log })
    await pool.start()
  })
  after(async () => {
    await pool.stop()
    await rm(folder, { recursive: true })
  })

  async function extracting(pages: readonly string[], hooks: Partial<DocumentWork> = {}) {
    const path = join(folder, crypto.randomUUID())
    await writeFile(path, pages.join('\n'))
    const found = new Map<number, PackedPage>()
    const worked: number[] = []
    const result = await extractDocument({
      pool,
      limits: CHILD_LIMITS,
      path,
      options: {},
      source: { filename: 'x.pdf', sha256: '0'.repeat(64), content_type: 'application/pdf', file_size: 1 },
      signal: new AbortController().signal,
      opened: async () => new Set(),
      pages: () => [...found.values()].sort((a, b) => a.number - b.number),
      ...hooks,
      async worked(batch, pages, previews, more) {
        worked.push(...batch)
        for (const page of pages) found.set(page.number, page)
        await hooks.worked?.(batch, pages, previews, more)
      },
    })
    return { result, worked }
  }

  it('takes all that are idle, works each page once, and keeps their order', async () => {
    let busy = 0
    const { result, worked } = await extracting(Array<string>(100).fill('sleep 3'), {
      worked: async () => {
        const spare = pool.tryAcquire()
        if (!spare) busy += 1
        spare?.[Symbol.dispose]()
      },
    })
    assert.ok(busy > 0)
    assert.deepEqual(
      worked.toSorted((a, b) => a - b),
      pagesOf(100),
    )
    assert.deepEqual(
      result.pages.map(({ number }) => number),
      pagesOf(100),
    )
  })

  it('leaves out the pages that are done already', async () => {
    const done = new Set(pagesOf(40))
    const { worked } = await extracting(Array<string>(50).fill('ok'), { opened: async () => done })
    assert.deepEqual(
      worked.toSorted((a, b) => a - b),
      pagesOf(50).slice(40),
    )
  })

  it('gives a borrowed process to a document that waits for one', async () => {
    const large = extracting(Array<string>(400).fill('sleep 10'))
    let second = false
    const small = extracting(['ok']).then(() => (second = true))
    await Promise.race([large, small])
    assert.ok(second, 'the small document waited for the whole large one')
    await Promise.all([large, small])
  })

  it('ends only when nothing is being kept any more, also when it is given up', async () => {
    const stop = new AbortController()
    const enough = new AppError('server.stopping', 'enough')
    let kept = false
    const stopped = extracting(Array<string>(100).fill('sleep 3'), {
      signal: stop.signal,
      worked: async () => {
        stop.abort(enough)
        await pause(300)
        kept = true
      },
    })
    await assert.rejects(stopped, enough)
    assert.ok(kept)
  })

  it('stops all lanes with the first failure, and has its processes again', async () => {
    const full = new AppError('storage.full', 'The disk is full.')
    const failing = extracting(Array<string>(100).fill('sleep 3'), { worked: () => Promise.reject(full) })
    await assert.rejects(failing, full)
    const { result } = await extracting(['ok', 'ok'])
    assert.equal(result.pages.length, 2)
  })

  it('gives a document up, and nothing else, for which a process gives what is no result', async () => {
    await assert.rejects(extracting(['garbled', ...Array<string>(99).fill('sleep 3')]), SyntaxError)
    const { result } = await extracting(['ok', 'ok'])
    assert.equal(result.pages.length, 2)
  })
})
