import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import pino from 'pino'
import { startEmbeddedPostgres } from '../../../server/src/embedded/postgres.ts'

export const operationsUsage = `operations
    Runs every command of docs/operations.md that is marked so, in order, on an empty system.`

const ROOT = join(import.meta.dirname, '../../..')

/** The blocks marked `bash run`, in order: one script, for a block uses what one before it has set. */
export const commandsOf = (page: string): string[] =>
  [...page.matchAll(/^```bash run\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)

export async function operationsCommand(
  _args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'll-operations-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startEmbeddedPostgres({ home: join(folder, 'db'), log: pino({ level: 'silent' }) })
  stack.defer(() => postgres.stop())
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query('CREATE DATABASE other')
  await client.end()
  const blocks = commandsOf(await readFile(join(ROOT, 'docs/operations.md'), 'utf8'))
  const script = join(folder, 'operations.sh')
  const program = `${process.execPath} ${join(ROOT, 'server/src/main.ts')}`
  await writeFile(script, `set -euxo pipefail\nledger-lift() { ${program} "$@"; }\n${blocks.join('\n')}`)
  const run = spawn('bash', [script], {
    cwd: folder,
    stdio: 'inherit',
    env: {
      PATH: '/usr/bin:/bin',
      DATABASE_URL: postgres.url,
      EMPTY_DATABASE_URL: postgres.url.replace(/\/[^/]*$/, '/other'),
      LEDGER_LIFT_HOME: join(folder, 'home'),
      EMPTY_HOME: join(folder, 'empty'),
      BACKUPS: join(folder, 'backups'),
    },
  })
  const [status]: unknown[] = await once(run, 'exit')
  print(status === 0 ? `All ${blocks.length} blocks of docs/operations.md ran.` : 'A command failed.')
  return status === 0 ? 0 : 1
}
