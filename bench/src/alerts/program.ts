import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const MAIN = join(import.meta.dirname, '../../../server/src/main.ts')

/** `ledger-lift serve` or `worker`, as an operator starts it. */
export class Program {
  readonly #process: ChildProcess
  #said = ''

  /** `main`: of another checkout. */
  constructor(command: string, environment: Readonly<Record<string, string>>, main = MAIN) {
    this.#process = spawn(process.execPath, [main, command], {
      env: { PATH: '/usr/bin:/bin', LOG_FORMAT: 'json', ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  get said(): string {
    return this.#said
  }

  async says(words: RegExp): Promise<string> {
    for (;;) {
      const match = words.exec(this.#said)
      if (match) return match[1] ?? ''
      if (this.#process.exitCode !== null) throw new Error(`it ended: ${this.#said.slice(-2000)}`)
      await pause(50)
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name)
  }

  /** Process ids of its extraction processes. */
  children(): number[] {
    const found = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8')
    return found.trim().split(' ').filter(Boolean).map(Number)
  }

  async stop(name: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGCONT')
    this.#process.kill(name)
    await ended
  }
}

/** A command that does one thing and ends; gives what it printed. */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  main = MAIN,
): Promise<string> {
  const env = { PATH: '/usr/bin:/bin', ...environment }
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env })
  return stdout
}
