import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import { drainDeletions } from './drain-deletions.ts'
import { servedStorage, type ServedStorage } from './filesystem/testing.ts'
import { AppError } from '../errors.ts'
import type { ObjectStorage } from './storage.ts'

let database: TestDatabase
let served: ServedStorage
before(async () => void ([database, served] = await Promise.all([testDatabase(), servedStorage()])))
after(() => Promise.all([database.close(), served.close()]))

const list = (...entries: string[]) =>
  database.db
    .insertInto('pending_deletions')
    .values(
      entries.map(
        (key) =>
          ({ tenant_id: DEFAULT_TENANT, document_id: null, key, reason: 'purge', last_error: null }) as const,
      ),
    )
    .execute()
const put = (key: string) => served.storage.put(key, Buffer.from('x'), { contentType: 'text/plain' })
const stored = async () => {
  const found: string[] = []
  for await (const { key } of served.storage.list('')) found.push(key)
  return found
}
const listed = () =>
  database.db
    .selectFrom('pending_deletions')
    .select(['key', 'attempts', 'last_error'])
    .orderBy('id')
    .execute()

test('keys and prefixes are emptied, by several at once, and what is gone already is no error', async () => {
  await Promise.all(['a/1', 'b/runs/1.json', 'b/runs/2.json', 'b/runs-kept'].map(put))
  await list('a/1', 'b/runs/', 'never/there', 'never/there/')
  const { db } = database
  const rounds = await Promise.all([1, 2, 3].map(() => drainDeletions({ db, storage: served.storage })))
  assert.equal(
    rounds.reduce((sum, { emptied }) => sum + emptied, 0),
    4,
  )
  assert.deepEqual(await stored(), ['b/runs-kept'])
  assert.deepEqual(await listed(), [])
})

test('an entry that fails stays with its reason and does not hold up the others', async () => {
  await put('c/1')
  await list('refused/', 'c/1')
  const storage: Pick<ObjectStorage, 'list' | 'delete'> = {
    list: () => {
      throw new AppError('storage.denied', 'not this one')
    },
    delete: (keys) => served.storage.delete(keys),
  }
  const drained = await drainDeletions({ db: database.db, storage })
  assert.deepEqual(drained, { emptied: 1, failed: 1 })
  assert.deepEqual(await listed(), [
    { key: 'refused/', attempts: 1, last_error: 'storage.denied: not this one' },
  ])
})
