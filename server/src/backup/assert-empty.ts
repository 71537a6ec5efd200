import type pg from 'pg'
import { AppError } from '../errors.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { withSession } from './session.ts'
import { quoted, tablesInOrder } from './tables.ts'

/** What a system writes by being started and signed in to, and nobody misses. */
const FLEETING = ['backups', 'idempotency_keys', 'meters', 'sessions', 'workers']

/** Throws backup.not_empty, which says what is there. */
export async function assertEmpty(url: string, storage: Pick<ObjectStorage, 'list'>): Promise<void> {
  const found = await withSession(url, occupied)
  const first = await storage.list('')[Symbol.asyncIterator]().next()
  if (first.done !== true) found.push('objects in the store')
  if (found.length === 0) return
  throw new AppError(
    'backup.not_empty',
    `There are ${found.join(', ')}: a backup is restored into an empty system. Use another one, or --force to REMOVE everything that is there first.`,
  )
}

async function occupied(client: pg.ClientBase): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await tablesInOrder(client)) {
    if (FLEETING.includes(name)) continue
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM ${quoted(name)} t WHERE ${name === 'tenants' ? OWN_TENANT : 'true'}`,
    )
    const count = rows[0]?.n ?? 0
    if (count > 0) found.push(`${count} ${count === 1 ? 'row' : 'rows'} of ${name}`)
  }
  return found
}

/** Not the one that the migrations make, as they make it. */
const OWN_TENANT = `jsonb_strip_nulls(to_jsonb(t) - 'created_at') <> '{"id": "${DEFAULT_TENANT}", "name": "default"}'`
