import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '../../..')

export const SAMPLE = join(ROOT, 'corpus/sample/input.pdf')

/** `npm start` as a process of its own, on data of its own and a free port. */
export interface RunningSystem extends AsyncDisposable {
  readonly url: string
  /** Of the one user of this system. */
  readonly key: string
  /** Signs in, once. */
  readonly link: string
}

export async function startSystem(): Promise<RunningSystem> {
  if (!existsSync(join(ROOT, 'web/dist/index.html'))) {
    throw new Error('The page is not built: npm test does it, or npm run build -w web')
  }
  const home = await mkdtemp(join(tmpdir(), 'll-page-'))
  const { DATABASE_URL: _, ...env } = process.env
  const program = spawn(process.execPath, [join(ROOT, 'server/bin/ledger-lift.js'), 'all'], {
    env: { ...env, LEDGER_LIFT_HOME: home, PORT: '0', LOG_FORMAT: 'json', LOG_LEVEL: 'WARNING' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(program, 'exit')
  let said = ''
  program.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const stop = async () => {
    program.kill('SIGTERM')
    await ended
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  const printed = async () => {
    let url = ''
    for await (const line of createInterface(program.stdout)) {
      url ||= /ready: (http:\S+)/u.exec(line)?.[1] ?? ''
      const link = /(http:\S+#sign-in=\w+)/u.exec(line)?.[1]
      if (link !== undefined) return { url, link }
    }
    throw new Error(`the system did not start: ${said}`)
  }
  try {
    const addresses = await printed()
    const key = (await readFile(join(home, 'local-key'), 'utf8')).trim()
    return { ...addresses, key, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}
