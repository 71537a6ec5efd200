import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { PageFindings } from '../../../extraction/src/index.ts'
import { AppError } from '../../../server/src/errors.ts'
import {
  CHILD_LIMITS,
  type ChildLimits,
  openOptions,
} from '../../../server/src/processing/children/limits.ts'
import { ChildPool } from '../../../server/src/processing/children/pool.ts'
import { residentBytes } from '../../../server/src/processing/children/resident.ts'
import { extractDocument } from '../../../server/src/processing/extract-document.ts'

/** How a file ended: a code of failure, or what was read. `broken`: an error that no document should bring about. */
export interface Ended {
  readonly code: string | null
  readonly pages: number
  readonly notes: readonly string[]
  readonly seconds: number
  readonly broken?: string
}

/** The worker's own pool and limits, without queue and store. */
export class HostilePool implements AsyncDisposable {
  readonly #pool: ChildPool
  readonly #folder: string
  readonly #limits: ChildLimits
  /** Processes that ended, by the reason that the pool gave. */
  readonly ends = new Map<string, number>()
  #files = 0

  private constructor(folder: string, size: number, limits: ChildLimits) {
    this.#folder = folder
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
    const path = join(this.#folder, String(this.#files++))
    await writeFile(path, bytes)
    const start = performance.now()
    const seconds = () => (performance.now() - start) / 1000
    try {
      const found = await this.#extract(path, bytes.length, password)
      return { code: null, ...found, seconds: seconds() }
    } catch (error) {
      const ended = { pages: 0, notes: [], seconds: seconds() }
      if (error instanceof AppError) return { code: error.code, ...ended }
      return { code: 'unknown', ...ended, broken: String(error) }
    } finally {
      await rm(path)
    }
  }

  async #extract(path: string, size: number, password: string | undefined) {
    const found = new Map<number, PageFindings>()
    const result = await extractDocument({
      pool: this.#pool,
      limits: this.#limits,
      path,
      options: { ...openOptions(this.#limits), ...(password === undefined ? {} : { password }) },
      source: { filename: 'a', sha256: '', content_type: 'application/pdf', file_size: size },
      signal: new AbortController().signal,
      opened: async () => new Set(),
      worked: async (_batch, findings) => {
        for (const page of findings) found.set(page.number, page)
      },
      findings: () => [...found.values()].sort((a, b) => a.number - b.number),
    })
    const notes = [...result.notes, ...result.pages.flatMap((page) => page.notes)].map(({ code }) => code)
    return { pages: result.pages.length, notes: [...new Set(notes)] }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.stop()
    await rm(this.#folder, { recursive: true })
  }
}

/** Resident bytes of this process's children, each (Linux). */
export async function childrenBytes(): Promise<number[]> {
  const { pid } = process
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const sizes = await Promise.all(
    listed
      .split(' ')
      .filter(Boolean)
      .map((child) => residentBytes(Number(child))),
  )
  return sizes.map((bytes) => bytes ?? 0)
}
