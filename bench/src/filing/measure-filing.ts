import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { type ExtractionResult, sha256Hex, type Source } from '../../../extraction/src/index.ts'
import type { PackedPage } from '../../../extraction/src/assemble/index.ts'
import { CHILD_LIMITS } from '../../../server/src/processing/children/limits.ts'
import { ChildPool } from '../../../server/src/processing/children/pool.ts'
import { extractDocument } from '../../../server/src/processing/extract-document.ts'
import { takenByChildren } from './children.ts'
import { onProcessors } from './processors.ts'

export interface FilingRun {
  /** Of the processors all of it runs on, and of the children. */
  readonly processors: number
  readonly seconds: number
  /**
   * The most resident megabytes that a child of those living at the end has had at any time, and by how many the process
   * that directs them grew.
   */
  readonly childMB: number
  readonly workerMB: number
  /** Seconds of processor time, of all children and of the process that directs them. */
  readonly childrenCpu: number
  readonly workerCpu: number
  readonly resultHash: string
}

/** Times that each child reads the whole document before it counts: its compiler has then seen what comes. */
const WARM = 2

/**
 * Reads the document as a worker on so many processors does, with a child for each, from an idle, warm pool to the
 * joined result. One processor has the child and the process that directs it to itself, as on a machine of one.
 */
export async function measureFiling(
  bytes: Uint8Array,
  processors: number,
  previewWidth: number,
): Promise<FilingRun> {
  using _held = onProcessors(processors)
  const folder = await mkdtemp(join(tmpdir(), 'll-filing-'))
  const path = join(folder, 'filing.pdf')
  await writeFile(path, bytes)
  const log = pino({ level: 'silent' })
  const pool = new ChildPool({ size: processors, documents: folder, limits: CHILD_LIMITS, log })
  // A worker has it from fetching the file.
  const source: Source = {
    filename: 'filing.pdf',
    sha256: sha256Hex(bytes),
    content_type: 'application/pdf',
    file_size: bytes.byteLength,
  }
  const extract = () => extractWith(pool, path, source, previewWidth)
  try {
    await pool.start()
    const resident = process.memoryUsage.rss()
    for (let i = 0; i < WARM * processors; i++) await extract()
    const [before, own] = [takenByChildren(), process.cpuUsage()]
    const started = performance.now()
    const result = await extract()
    const seconds = (performance.now() - started) / 1000
    const [after, { user, system }] = [takenByChildren(), process.cpuUsage(own)]
    return {
      processors,
      seconds,
      childMB: after.peakBytes / 2 ** 20,
      workerMB: (process.memoryUsage.rss() - resident) / 2 ** 20,
      childrenCpu: after.seconds - before.seconds,
      workerCpu: (user + system) / 1e6,
      resultHash: result.result_hash,
    }
  } finally {
    await pool.stop()
    await rm(folder, { recursive: true })
  }
}

async function extractWith(
  pool: ChildPool,
  path: string,
  source: Source,
  previewWidth: number,
): Promise<ExtractionResult> {
  const found: PackedPage[] = []
  return await extractDocument({
    pool,
    limits: CHILD_LIMITS,
    path,
    previewWidth,
    options: {},
    source,
    signal: new AbortController().signal,
    opened: async () => new Set(),
    worked: async (_batch, pages) => void found.push(...pages),
    pages: () => found.toSorted((a, b) => a.number - b.number),
  })
}
