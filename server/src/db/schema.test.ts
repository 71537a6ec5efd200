import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { testDatabase, type TestDatabase } from './testing.ts'

let t: TestDatabase
before(async () => void (t = await testDatabase()))
after(() => t.close())

interface Column {
  readonly type: string
  readonly nullable: boolean
  /** An insert may leave it out. */
  readonly optional: boolean
}
type Tables = Record<string, Record<string, Column>>

/** The interfaces of schema.ts, by the name of their table. */
function declared(): Tables {
  const text = readFileSync(new URL('./schema.ts', import.meta.url), 'utf8').replace(/\/\*\*[^]*?\*\//g, '')
  const body = (name: string) => new RegExp(`interface ${name} \\{([^]*?)\\n\\}`).exec(text)?.[1] ?? ''
  const members = (name: string) =>
    [...body(name).matchAll(/^ {2}(\w+): (.+)$/gm)].map(
      ([, member = '', type = '']) => [member, type] as const,
    )
  return Object.fromEntries(
    members('Database').map(([table, name]) => [
      table,
      Object.fromEntries(members(name).map(([column, type]) => [column, declaredColumn(type)])),
    ]),
  )
}

function declaredColumn(type: string): Column {
  const nullable = / \| null$/.test(type)
  const optional = nullable || /^(Generated<|(CreatedAt|DueAt)$)|undefined/.test(type)
  return { type: kind(type), nullable, optional }
}

function kind(type: string): string {
  if (/^JSONColumnType/.test(type)) return 'json'
  if (/^(Instant|CreatedAt|DueAt)/.test(type)) return 'instant'
  if (/number/.test(type)) return 'number'
  return /boolean/.test(type) ? 'boolean' : 'text'
}

const KINDS: Record<string, string> = {
  'timestamp with time zone': 'instant',
  jsonb: 'json',
  text: 'text',
  uuid: 'text',
  integer: 'number',
  bigint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
}

async function actual(): Promise<Tables> {
  const { rows } = await t.pool.query<Record<'table' | 'column' | 'type', string> & Omit<Column, 'type'>>(
    `SELECT table_name AS "table", column_name AS "column", data_type AS type, is_nullable = 'YES' AS nullable,
       is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' AS optional
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'kysely%'`,
  )
  const tables: Tables = {}
  for (const { table, column, type, nullable, optional } of rows) {
    tables[table] = { ...tables[table], [column]: { type: KINDS[type] ?? type, nullable, optional } }
  }
  return tables
}

test('schema.ts says what the tables are', async () => {
  assert.deepEqual(await actual(), declared())
})

test('every foreign key has an index for the deletion of what it refers to', async () => {
  const { rows } = await t.pool.query(
    `SELECT k.conrelid::regclass AS "table", a.attname AS "column" FROM pg_constraint k
     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
     WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND NOT EXISTS (
       SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1])`,
  )
  assert.deepEqual(rows, [])
})
