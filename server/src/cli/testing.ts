import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'ledger-lift.js')
/** Three pages with tables whose totals add up. */
export const SAMPLE = join(import.meta.dirname, '..', '..', '..', 'corpus', 'sample', 'input.pdf')

export interface Ended {
  readonly status: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

type Variables = Readonly<Record<string, string>>

/** The program as its users start it, without this process's own settings. */
export class Running implements AsyncDisposable {
  readonly process: ChildProcess
  readonly #out: Buffer[] = []
  #errors = ''

  constructor(args: readonly string[], variables: Variables = {}, cwd = tmpdir()) {
    const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env
    this.process = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: { PATH, HOME, NODE_COMPILE_CACHE, ...variables },
    })
    this.process.stdout?.on('data', (chunk: Buffer) => this.#out.push(chunk))
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#out)
  }

  get stderr(): string {
    return this.#errors
  }

  /** The match, as soon as it has said so on either stream. Rejects when it ends without. */
  async says(words: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = words.exec(`${this.stdout.toString()}\n${this.stderr}`)
      if (match) return match
      if (this.process.exitCode !== null) throw new Error(`it ended without ${words}: ${this.stderr}`)
      const said = [this.process.stdout, this.process.stderr].flatMap((stream) =>
        stream ? [once(stream, 'data')] : [],
      )
      await Promise.race([...said, once(this.process, 'close')])
    }
  }

  async ended(): Promise<Ended> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'close')
    return { status: this.process.exitCode, stdout: this.stdout, stderr: this.stderr }
  }

  async stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGINT'): Promise<Ended> {
    this.process.kill(signal)
    return await this.ended()
  }

  /** A test that fails leaves nothing running. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGTERM')
  }
}

export const ledgerLift = (args: readonly string[], variables?: Variables, cwd?: string): Promise<Ended> =>
  new Running(args, variables, cwd).ended()

/** An empty folder, gone afterwards. */
export async function emptyFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'll-cli-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}
