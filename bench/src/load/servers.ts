import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Running extends AsyncDisposable {
  readonly url: string
}

export const startBareServer = (): Promise<Running> => startForked('bare-server.ts', {})

/** The API that asks nobody who they are. */
export const startOpenServer = (home: string, databaseUrl: string): Promise<Running> =>
  startForked('open-server.ts', { ...environmentOf(home, databaseUrl), PORT: '0' })

/** One of our own servers, which says where it listens. */
async function startForked(file: string, environment: Environment): Promise<Running> {
  const child = fork(join(import.meta.dirname, file), [JSON.stringify(environment)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const exit = once(child, 'exit')
  const ended = exit.then(([status]) => Promise.reject(new Error(`${file} ended with status ${status}`)))
  const [url] = await Promise.race([once(child, 'message'), ended])
  return {
    url: String(url),
    async [Symbol.asyncDispose]() {
      child.disconnect()
      await exit
    },
  }
}

type Environment = Readonly<Record<string, string>>

const environmentOf = (home: string, databaseUrl: string): Environment => ({
  LEDGER_LIFT_HOME: home,
  DATABASE_URL: databaseUrl,
  RATE_LIMIT_TENANT: '1000000000',
})

/** `ledger-lift serve` as it is deployed, a process of its own; its log is written and thrown away. */
export async function startApi(home: string, databaseUrl: string): Promise<Running> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = join(import.meta.dirname, '../../../server/src/main.ts')
  const child = spawn(process.execPath, [program, 'serve'], {
    stdio: 'ignore',
    env: { ...environmentOf(home, databaseUrl), PORT: String(port) },
  })
  const exit = once(child, 'exit')
  const dispose = async () => {
    child.kill('SIGTERM')
    await exit
  }
  try {
    await untilReady(url, () => child.exitCode)
  } catch (error) {
    await dispose()
    throw error
  }
  return { url, [Symbol.asyncDispose]: dispose }
}

async function untilReady(url: string, exitCode: () => number | null): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (exitCode() !== null) throw new Error(`the API ended with status ${exitCode()} before it was ready`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await pause(100)
  }
  throw new Error('the API was not ready within 30 s')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
