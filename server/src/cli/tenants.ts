import { parseArgs } from 'node:util'
import { createTenant, listTenants, type TenantRow } from '../auth/tenant-store.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { EXIT } from './exit.ts'

const LIMITS = ['requests-per-minute', 'documents-per-day', 'bytes-per-day', 'concurrent-jobs'] as const

export const tenants: Command = {
  name: 'tenants',
  usage: 'create NAME | list',
  summary: 'Tenants: each sees its own documents only. `default` is there from the start.',
  details: [
    `create NAME ${LIMITS.map((limit) => `[--${limit} N]`).join(' ')}`,
    '       NAME   small letters, figures and hyphens; a limit that is not given is the configured one',
    'list   [--json]',
  ],
  async run(args, program) {
    const [verb, ...rest] = args
    const text = { type: 'string' } as const
    const { values, positionals: given } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'requests-per-minute': text,
        'documents-per-day': text,
        'bytes-per-day': text,
        'concurrent-jobs': text,
      },
    })
    if (verb !== 'create' && verb !== 'list')
      throw new UsageError(`tenants takes create or list, not ${verb ?? 'nothing'}.`)
    await using database = await program.openDatabase(program.configure())
    if (verb === 'create') {
      const [name] = positionals(given, 'NAME')
      if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
        throw new UsageError('NAME must be small letters, figures and hyphens, 63 at most.')
      const row = await createTenant(database.db, name, {
        requests_per_minute: whole(values['requests-per-minute']),
        documents_per_day: whole(values['documents-per-day']),
        bytes_per_day: whole(values['bytes-per-day']),
        concurrent_jobs: whole(values['concurrent-jobs']),
      })
      await program.output.print(`${row.id}\n`)
      return EXIT.ok
    }
    positionals(given)
    const rows = await listTenants(database.db)
    await program.output.print(rows.map(values.json ? (row) => `${JSON.stringify(row)}\n` : line).join(''))
    return EXIT.ok
  },
}

function whole(given: string | undefined): number | null {
  if (given === undefined) return null
  if (!/^[1-9]\d{0,14}$/.test(given)) throw new UsageError('A limit must be a whole number from 1.')
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
