import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Log } from '../../telemetry/log.ts'
import { PROFILE } from './profile.ts'

/** A Word document's pages as PDF, and what laid them out. */
export interface Layout {
  readonly pdf: Uint8Array
  readonly by: string
}

export interface Layouter {
  /** Null where there is no such program, or it cannot lay this document out. Rejects with the signal's reason. */
  layOut(path: string, signal: AbortSignal): Promise<Layout | null>
}

/** A 300-page report takes 20 s on two busy cores; the first start makes a profile, some 4 s. */
const TIME = 120_000
/** Seconds of its own, for one that outlives a worker that was killed. */
const PROCESSOR_TIME = 240
/** Kilobytes of address space, of which LibreOffice takes a third for a short document; and of the file written. */
const MEMORY = 4 * 1024 ** 2
const OUTPUT = 256 * 1024
const PDF_BYTES_MOST = OUTPUT * 1024

/**
 * LibreOffice, a process for each document in a folder and with a profile of its own beside the document: no macros, no links followed, no
 * proxy but a closed port, none of our environment, and without network where the system lets us take it away.
 */
export class Soffice implements Layouter {
  readonly #program: string
  readonly #log: Log
  #version: Promise<string | null> | undefined
  #offline: Promise<readonly string[]> | undefined

  constructor(program: string, log: Log) {
    this.#program = program
    this.#log = log
  }

  async layOut(path: string, signal: AbortSignal): Promise<Layout | null> {
    const by = await (this.#version ??= this.#askVersion(dirname(path)))
    if (by === null) return null
    const folder = await emptyFolder(dirname(path))
    try {
      await this.#convert(path, folder, signal)
      const pdf = await readFile(join(folder, 'document.pdf'))
      return pdf.length > 0 && pdf.length < PDF_BYTES_MOST ? { pdf, by } : null
    } catch (error) {
      signal.throwIfAborted()
      this.#log.warn({ err: error }, 'a Word document could not be laid out on pages')
      return null
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  /** Only that the program is not there is so for good. Whatever else keeps it from telling may pass: it is asked again. */
  async #askVersion(beside: string): Promise<string | null> {
    const folder = await emptyFolder(beside).catch((error: unknown) => {
      this.#version = undefined
      throw error
    })
    try {
      const said = await run(
        [this.#program, profileOption(folder), '--version'],
        folder,
        AbortSignal.timeout(TIME),
      )
      return /^LibreOffice [\d.]+/m.exec(said)?.[0] ?? null
    } catch (error) {
      if (!isMissing(error)) {
        this.#version = undefined
        this.#log.warn(
          { err: error },
          'LibreOffice did not tell its version: a Word document is read without pages',
        )
      }
      return null
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  async #convert(path: string, folder: string, signal: AbortSignal): Promise<void> {
    await copyFile(path, join(folder, 'document.docx'))
    await mkdir(join(folder, 'profile', 'user'), { recursive: true })
    await writeFile(join(folder, 'profile', 'user', 'registrymodifications.xcu'), PROFILE)
    const convert = ['--headless', '--norestore', '--convert-to', 'pdf:writer_pdf_Export', '--outdir', folder]
    const limited = ['/bin/sh', '-c', LIMITS, 'sh', this.#program, profileOption(folder), ...convert]
    const offline = await (this.#offline ??= withoutNetwork(folder))
    const time = AbortSignal.any([signal, AbortSignal.timeout(TIME)])
    await run([...offline, ...limited, join(folder, 'document.docx')], folder, time)
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** With the documents at work, so that whatever a killed worker leaves goes with them. */
const emptyFolder = (beside: string) => mkdtemp(join(beside, 'layout-'))

const LIMITS = `ulimit -t ${PROCESSOR_TIME}; ulimit -v ${MEMORY}; ulimit -f ${OUTPUT * 2}; exec "$@"`

const profileOption = (folder: string) =>
  `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`

/** What starts a program in a network of its own, with nothing in it; nothing where the system does not permit it. */
async function withoutNetwork(folder: string): Promise<readonly string[]> {
  const unshare = ['unshare', '--map-root-user', '--net', '--']
  return await run([...unshare, 'true'], folder, AbortSignal.timeout(10_000)).then(
    () => unshare,
    () => [],
  )
}

/** What it printed. Rejects when it fails; it and all that it started are gone then. */
function run(
  [program = '', ...args]: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  if (signal.aborted) return Promise.reject(signal.reason)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const dead = 'http://127.0.0.1:9'
  const child = spawn(program, args, {
    cwd: folder,
    detached: true,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: folder,
      LANG: 'C.UTF-8',
      http_proxy: dead,
      https_proxy: dead,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)))
  signal.addEventListener('abort', kill, { once: true })
  child.on('error', reject)
  child.on('close', (code) => {
    signal.removeEventListener('abort', kill)
    kill()
    if (code === 0) resolve(said)
    else reject(new Error(`${program} ended with ${code ?? 'a signal'}`))
  })
  return promise
}
