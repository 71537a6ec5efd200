import { readFileSync } from 'node:fs'
import { extract } from '../../../extraction/src/index.ts'
import { pdftotextCpu } from './pdftotext.ts'

export interface Speed {
  readonly pages: number
  /** CPU milliseconds a page, warm, all steps but previews. */
  readonly engine: number
  /** The same of `pdftotext -bbox` without starting its processes; null where it is not installed. */
  readonly pdftotext: number | null
  readonly ratio: number | null
}

/** Rounds over all files, of which the first warms up and the least of the others counts. */
const ROUNDS = 4

/** CPU time of the whole pipeline on the files, beside that of `pdftotext -bbox` on the same files in the same run. */
export async function measureSpeed(files: readonly string[]): Promise<Speed> {
  const documents = files.map((file) => ({ file, bytes: readFileSync(file) }))
  let pages = 0
  let engine = Number.POSITIVE_INFINITY
  let other: number | null = null
  for (let round = 0; round < ROUNDS; round++) {
    pages = 0
    const before = process.cpuUsage()
    for (const { file, bytes } of documents) pages += (await extract(bytes, { filename: file })).pages.length
    const used = process.cpuUsage(before)
    if (round > 0) engine = Math.min(engine, (used.user + used.system) / 1000)
    const seconds = pdftotextCpu(files)
    if (seconds !== null) other = Math.min(other ?? Number.POSITIVE_INFINITY, seconds * 1000)
  }
  return {
    pages,
    engine: engine / pages,
    pdftotext: other === null ? null : other / pages,
    ratio: other === null ? null : engine / other,
  }
}
