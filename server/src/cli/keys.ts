import { parseArgs } from 'node:util'
import {
  createKey,
  listKeys,
  readKey,
  revokeKey,
  rotateKey,
  type KeyRow,
  type MadeKey,
} from '../auth/key-store.ts'
import { isRole, PERMISSIONS, ROLES } from '../auth/roles.ts'
import { findTenant } from '../auth/tenant-store.ts'
import { upgrade } from '../db/migrate.ts'
import { localActor } from './actor.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { seconds } from './duration.ts'
import { EXIT } from './exit.ts'
import type { Database, Output, Program } from './program.ts'

export const keys: Command = {
  name: 'keys',
  usage: 'create | list | revoke KEY | rotate KEY',
  summary: 'API keys: each of one tenant and one role. A key is shown once, when it is made.',
  details: [
    `create --role ROLE [--name NAME] [--tenant TENANT] [--expires-in 90d] [--scopes A,B] [--requests-per-minute N]`,
    `       ROLE    ${ROLES.join(', ')}`,
    `       SCOPES  fewer permissions than the role has: ${Object.keys(PERMISSIONS).join(', ')}`,
    'list   [--tenant TENANT] [--json]',
    'revoke KEY [--tenant TENANT]                  KEY is the id, or the prefix (ll_live_PREFIX_…); at once, its sign-ins too',
    'rotate KEY [--tenant TENANT] [--overlap 1d]   another key of the same kind; the old one stays good so long',
  ],
  async run(args, program) {
    const [verb = '', ...rest] = args
    const run = VERBS[verb]
    if (!run) throw new UsageError(`keys takes ${Object.keys(VERBS).join(', ')}, not ${verb || 'nothing'}.`)
    const { values, positionals: given } = parseArgs({ args: rest, allowPositionals: true, options: OPTIONS })
    await using database = await openUpgraded(program)
    const { id: tenant } = await findTenant(database.db, values.tenant ?? null)
    await run({ ...database, tenant, values, given, output: program.output })
    return EXIT.ok
  },
}

/** Nobody has to start the embedded mode before its first key. */
async function openUpgraded(program: Program): Promise<Database> {
  const settings = program.configure()
  const database = await program.openDatabase(settings)
  try {
    if (!settings.config.databaseUrl) await upgrade(database.db)
    return database
  } catch (error) {
    await database[Symbol.asyncDispose]()
    throw error
  }
}

const text = { type: 'string' } as const
const OPTIONS = {
  role: text,
  name: text,
  tenant: text,
  'expires-in': text,
  scopes: text,
  'requests-per-minute': text,
  overlap: text,
  json: { type: 'boolean', default: false },
} as const

type Values = Partial<Record<Exclude<keyof typeof OPTIONS, 'json'>, string>> & { readonly json: boolean }

interface Asked extends Pick<Database, 'db'> {
  readonly tenant: KeyRow['tenant_id']
  readonly values: Values
  readonly given: readonly string[]
  readonly output: Output
}

const VERBS: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  async create({ db, tenant, values, given, output }) {
    positionals(given)
    const { role, scopes } = values
    if (!isRole(role)) throw new UsageError(`--role must be one of ${ROLES.join(', ')}.`)
    const expires = values['expires-in']
    const made = await createKey(db, {
      tenant,
      name: values.name ?? role,
      role,
      scopes: scopes === undefined ? null : scopes.split(',').map((scope) => scope.trim()),
      requestsPerMinute: perMinute(values['requests-per-minute']),
      expiresAt:
        expires === undefined ? null : new Date(Date.now() + seconds(expires, '--expires-in') * 1000),
      actor: localActor(),
    })
    await shown(made, output)
  },
  async list({ db, tenant, values, given, output }) {
    positionals(given)
    const rows = await listKeys(db, tenant)
    if (rows.length === 0 && !values.json) output.tell('No keys.')
    await output.print(rows.map((row) => (values.json ? `${JSON.stringify(row)}\n` : line(row))).join(''))
  },
  async revoke({ db, tenant, given, output }) {
    const row = await readKey(db, tenant, prefixIn(...positionals(given, 'KEY')))
    await revokeKey(db, row)
    await output.print(`${row.prefix} is revoked\n`)
  },
  async rotate({ db, tenant, values, given, output }) {
    const old = await readKey(db, tenant, prefixIn(...positionals(given, 'KEY')))
    await shown(await rotateKey(db, old, seconds(values.overlap ?? '1d', '--overlap'), localActor()), output)
  },
}

/** The key alone on standard output, so that it can be piped to where it is kept. */
async function shown({ row, token }: MadeKey, output: Output): Promise<void> {
  output.tell(`${row.role} key “${row.name}”, ${until(row)}. It is shown this once:`)
  await output.print(`${token}\n`)
}

const until = ({ expires_at }: KeyRow) =>
  expires_at ? `good until ${expires_at.toISOString()}` : 'without an end'

/** A whole key may be given where its prefix is asked for. */
const prefixIn = (key: string): string => /^ll_live_([0-9A-Za-z]+)/.exec(key)?.[1] ?? key

function line(row: KeyRow): string {
  const state = row.revoked_at
    ? 'revoked'
    : row.expires_at && row.expires_at < new Date()
      ? 'expired'
      : 'good'
  const used = row.last_used_at ? `last used ${row.last_used_at.toISOString().slice(0, 16)}` : 'never used'
  return `${row.prefix}  ${row.role.padEnd(8)}  ${state.padEnd(7)}  ${used}  ${JSON.stringify(row.name)}\n`
}

function perMinute(given: string | undefined): number | null {
  if (given === undefined) return null
  if (!/^[1-9]\d{0,8}$/.test(given))
    throw new UsageError('--requests-per-minute must be a whole number from 1.')
  return Number(given)
}
