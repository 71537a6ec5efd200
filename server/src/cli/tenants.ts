import { parseArgs } from 'node:util'
import {
  createTenant,
  findTenant,
  listTenants,
  setQuotas,
  type TenantQuotas,
  type TenantRow,
} from '../auth/tenant-store.ts'
import type { OpenDatabase } from '../db/pool.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { EXIT } from './exit.ts'

/** What PostgreSQL's integer holds. */
const INTEGER = 2 ** 31 - 1

const LIMITS = {
  'requests-per-minute': { column: 'requests_per_minute', most: INTEGER },
  'documents-per-day': { column: 'documents_per_day', most: INTEGER },
  'bytes-per-day': { column: 'bytes_per_day', most: 1e15 },
  'concurrent-jobs': { column: 'concurrent_jobs', most: INTEGER },
} as const

const text = { type: 'string' } as const
const OPTIONS = {
  json: { type: 'boolean', default: false },
  'requests-per-minute': text,
  'documents-per-day': text,
  'bytes-per-day': text,
  'concurrent-jobs': text,
} as const

const LISTED = Object.keys(LIMITS)
  .map((limit) => `[--${limit} N]`)
  .join(' ')

export const tenants: Command = {
  name: 'tenants',
  usage: 'create NAME | set NAME | list',
  summary: 'Tenants: each sees its own documents only. `default` is there from the start.',
  details: [
    `create NAME ${LISTED}`,
    '       NAME   small letters, figures and hyphens; a limit that is not given is the configured one',
    'set    NAME   and the limits that change; `none` for the configured one. The API knows within 5 s',
    'list   [--json]',
  ],
  async run(args, program) {
    const [verb, ...rest] = args
    const { values, positionals: given } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: OPTIONS,
    })
    if (verb !== 'create' && verb !== 'set' && verb !== 'list')
      throw new UsageError(`tenants takes create, set or list, not ${verb ?? 'nothing'}.`)
    const quotas = quotasOf(values)
    await using database = await program.openDatabase(program.configure())
    if (verb === 'list') {
      positionals(given)
      const rows = await listTenants(database.db)
      const shown = values.json ? (row: TenantRow) => `${JSON.stringify(row)}\n` : line
      await program.output.print(rows.map(shown).join(''))
      return EXIT.ok
    }
    const [name] = positionals(given, 'NAME')
    const row = verb === 'create' ? await create(database, name, quotas) : await set(database, name, quotas)
    await program.output.print(verb === 'create' ? `${row.id}\n` : line(row))
    return EXIT.ok
  },
}

function create({ db }: OpenDatabase, name: string, quotas: Partial<TenantQuotas>): Promise<TenantRow> {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    throw new UsageError('NAME must be small letters, figures and hyphens, 63 at most.')
  return createTenant(db, name, quotas)
}

async function set({ db }: OpenDatabase, name: string, quotas: Partial<TenantQuotas>): Promise<TenantRow> {
  if (Object.keys(quotas).length === 0) throw new UsageError(`set takes at least one of ${LISTED}.`)
  const { id } = await findTenant(db, name)
  return setQuotas(db, id, quotas)
}

/** Of the limits that were given; null for `none`. */
function quotasOf(values: Readonly<Record<string, unknown>>): Partial<TenantQuotas> {
  const given = Object.entries(LIMITS).flatMap(([option, { column, most }]) => {
    const value = values[option]
    return typeof value === 'string' ? [[column, value === 'none' ? null : whole(value, most)]] : []
  })
  return Object.fromEntries(given)
}

function whole(given: string, most: number): number {
  if (!/^[1-9]\d{0,15}$/.test(given) || Number(given) > most)
    throw new UsageError(`A limit must be a whole number from 1 to ${most}, or none.`)
  return Number(given)
}

function line(row: TenantRow): string {
  const limits = Object.entries({
    'requests/min': row.requests_per_minute,
    'documents/day': row.documents_per_day,
    'bytes/day': row.bytes_per_day,
    'jobs at a time': row.concurrent_jobs,
  }).flatMap(([what, limit]) => (limit === null ? [] : [`${limit} ${what}`]))
  return `${row.id}  ${row.name}${limits.length > 0 ? `  ${limits.join(', ')}` : ''}\n`
}
