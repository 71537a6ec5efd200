import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { PackedPage } from '../../../extraction/src/assemble/index.ts'
import { AppError } from '../../../server/src/errors.ts'
import {
  CHILD_LIMITS,
  type ChildLimits,
  openOptions,
} from '../../../server/src/processing/children/limits.ts'
import { ChildPool } from '../../../server/src/processing/children/pool.ts'
import { extractDocument } from '../../../server/src/processing/extract-document.ts'

/** How a file ended: a code of failure, or what was read. `broken`: an error that no document should bring about. */
export interface Ended {
  readonly code: string | null
  readonly pages: number
  readonly notes: readonly string[]
  /** Why pages could not be read, in words. */
  readonly lost: readonly string[]
  readonly seconds: number
  readonly broken?: string
}

/** Notes of pages that are not there. */
const LOST: ReadonlySet<string> = new Set(['page.failed', 'page.over_limit'])

/** The worker's own pool and limits, without queue and store. */
export class HostilePool implements AsyncDisposable {
  readonly #pool: ChildPool
  /** Where the pool's processes may read. */
  readonly folder: string
  readonly #limits: ChildLimits
  /** Processes that ended, by the reason that the pool gave. */
  readonly ends = new Map<string, number>()
  #files = 0

  private constructor(folder: string, size: number, limits: ChildLimits) {
    this.folder = folder
    this.#limits = limits
    const log = pino({ level: 'silent' })
    const ended = (reason: string) => this.ends.set(reason, (this.ends.get(reason) ?? 0) + 1)
    this.#pool = new ChildPool({ size, documents: folder, limits, log, ended })
  }

  static async start(size: number, limits = CHILD_LIMITS): Promise<HostilePool> {
    const folder = await mkdtemp(join(tmpdir(), 'll-hostile-'))
    const pool = new HostilePool(folder, size, limits)
    await pool.#pool.start()
    return pool
  }

  async work(bytes: Uint8Array, password?: string): Promise<Ended> {
    const path = join(this.folder, String(this.#files++))
    await writeFile(path, bytes)
    return await this.workFile(path, password).finally(() => rm(path))
  }

  /** @param path in `folder` */
  async workFile(path: string, password?: string): Promise<Ended> {
    const start = performance.now()
    const seconds = () => (performance.now() - start) / 1000
    try {
      return { code: null, ...(await this.#extract(path, password)), seconds: seconds() }
    } catch (error) {
      const ended = { pages: 0, notes: [], lost: [], seconds: seconds() }
      if (error instanceof AppError) return { code: error.code, ...ended }
      return { code: 'unknown', ...ended, broken: String(error) }
    }
  }

  async #extract(path: string, password: string | undefined) {
    const found = new Map<number, PackedPage>()
    let promised = 0
    const result = await extractDocument({
      pool: this.#pool,
      limits: this.#limits,
      path,
      options: { ...openOptions(this.#limits), ...(password === undefined ? {} : { password }) },
      source: { filename: 'a', sha256: '', content_type: 'application/pdf', file_size: 0 },
      signal: new AbortController().signal,
      opened: async ({ pageCount }) => {
        promised = pageCount
        return new Set()
      },
      worked: async (_batch, pages) => {
        for (const page of pages) found.set(page.number, page)
      },
      pages: () => [...found.values()].sort((a, b) => a.number - b.number),
    })
    const notes = [...result.notes, ...result.pages.flatMap((page) => page.notes)]
    const lost = notes.filter(({ code, page }) => page !== undefined && LOST.has(code))
    const told = new Set([...result.pages.map(({ number }) => number), ...lost.map(({ page }) => page)])
    if (told.size < promised)
      throw new Error(`${promised} pages, and nothing is said of ${promised - told.size} of them`)
    return {
      pages: result.pages.length,
      notes: [...new Set(notes.map(({ code }) => code))],
      lost: [...new Set(lost.map(({ message }) => message))],
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.stop()
    await rm(this.folder, { recursive: true })
  }
}
