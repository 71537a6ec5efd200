import { readFileSync } from 'node:fs'
import { extract } from '../../../extraction/src/index.ts'
import { pdftotextCpu, type PdftotextCpu } from './pdftotext.ts'

export interface Speed {
  readonly pages: number
  /** CPU milliseconds a page, warm, all steps but previews. */
  readonly engine: number
  /** The same of `pdftotext -bbox`, a process a file; null where it is not installed. */
  readonly pdftotext: Beside | null
}

export interface Beside {
  readonly whole: number
  readonly ratio: number
  /** Without what its processes take to start; the engine's own is warm already. */
  readonly warm: number
  readonly warmRatio: number
}

/** Rounds over all files, of which the first warms up and the least of the others counts. */
const ROUNDS = 4

/** CPU time of the whole pipeline on the files, beside that of `pdftotext -bbox` on the same files in the same run. */
export async function measureSpeed(files: readonly string[]): Promise<Speed> {
  const documents = files.map((file) => ({ file, bytes: readFileSync(file) }))
  let pages = 0
  let engine = Number.POSITIVE_INFINITY
  const others: PdftotextCpu[] = []
  for (let round = 0; round < ROUNDS; round++) {
    pages = 0
    const before = process.cpuUsage()
    for (const { file, bytes } of documents) pages += (await extract(bytes, { filename: file })).pages.length
    const used = process.cpuUsage(before)
    if (round > 0) engine = Math.min(engine, (used.user + used.system) / 1000)
    const other = pdftotextCpu(files)
    if (other !== null) others.push(other)
  }
  return {
    pages,
    engine: engine / pages,
    pdftotext: others.length === 0 ? null : beside(engine / pages, others, pages),
  }
}

/** The least of all rounds, as of the engine. */
function beside(engine: number, others: readonly PdftotextCpu[], pages: number): Beside {
  const least = (seconds: (one: PdftotextCpu) => number) => (Math.min(...others.map(seconds)) * 1000) / pages
  const whole = least((one) => one.whole)
  const warm = least((one) => one.whole - one.starting)
  return { whole, ratio: engine / whole, warm, warmRatio: engine / warm }
}
