import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { HOSTILE_FILES } from '../../../corpus/src/hostile/hostile-files.ts'
import { type Canary, startCanary } from './canary.ts'
import { HostilePool } from './hostile-pool.ts'
import { wrongEnding } from './judge-ending.ts'

/** Kinds that take long, or long to make; `npm run bench -- hostile` has them all. */
const LONG =
  /forms? that|10,000,000|1,000,000 (paths|pages,)|deep-tree|100,000|nested 1,000,000|saved|1,000 pages|RC4-40|AES-128|DOCX: (deflate|ZIP)|image|in a|characters/

describe(
  'a hostile file ends with its code, and nothing that it asks for is done',
  { timeout: 120_000 },
  () => {
    let pool: HostilePool
    let canary: Canary

    before(async () => {
      canary = await startCanary()
      pool = await HostilePool.start(1)
    })
    after(async () => {
      await pool[Symbol.asyncDispose]()
      await canary[Symbol.asyncDispose]()
    })

    for (const file of HOSTILE_FILES.filter(({ name }) => !LONG.test(name)))
      it(file.name, async () => {
        const ended = await pool.work(await file.bytes(canary.address), file.password)
        assert.equal(wrongEnding(file.ends, ended), null)
      })

    it('and no address in any of them was asked', () => assert.equal(canary.connections, 0))
  },
)
