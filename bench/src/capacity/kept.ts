import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'

/** What the system holds. */
export interface Kept {
  readonly rows: number
  readonly databaseBytes: number
  readonly objectBytes: number
}

/** After everything that only the work needed is gone. `objects`: the folder of local storage. */
export async function kept(admin: pg.Client, objects: string): Promise<Kept> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  )
  let rows = 0
  let databaseBytes = 0
  for (const { name } of tables) {
    await admin.query(`VACUUM FULL ${name}`)
    const { rows: found } = await admin.query<{ rows: number; bytes: number }>(
      `SELECT (SELECT count(*)::int FROM ${name}) AS rows, pg_total_relation_size('${name}')::int AS bytes`,
    )
    rows += found[0]?.rows ?? 0
    databaseBytes += found[0]?.bytes ?? 0
  }
  const files = globSync('**/*', { cwd: objects }).map((path) => statSync(join(objects, path)))
  const objectBytes = files.filter((file) => file.isFile()).reduce((sum, { size }) => sum + size, 0)
  return { rows, databaseBytes, objectBytes }
}
