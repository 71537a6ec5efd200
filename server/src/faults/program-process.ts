import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const MAIN = join(import.meta.dirname, '../main.ts')

/** The program itself, as an operator starts it: a command and an environment. */
export class ProgramProcess implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #exited: Promise<void>
  #said = ''

  constructor(command: string, environment: Readonly<Record<string, string>>) {
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
    const env = {
      PATH,
      HOME,
      NODE_COMPILE_CACHE,
      PORT: '0',
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'INFO',
      ...environment,
    }
    this.#process = spawn(process.execPath, [MAIN, command], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
    this.#exited = new Promise((resolve) => this.#process.once('exit', () => resolve()))
  }

  /** Where it listens, as soon as it is ready. */
  async address(): Promise<string> {
    const [, address = ''] = await this.said(/(?:ready: |"address":")(http:[^\s"]+).*/)
    return address
  }

  async said(words: RegExp, within = 180_000): Promise<RegExpExecArray> {
    const end = Date.now() + within
    for (;;) {
      const match = words.exec(this.#said)
      if (match) return match
      assert.ok(this.#process.exitCode === null && Date.now() < end, `it did not say ${words}: ${this.#said}`)
      await pause(50)
    }
  }

  /** All that it said so far, on both streams. */
  get text(): string {
    return this.#said
  }

  /** Resolves when it is gone. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill(signal)
    await this.#exited
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }
}
