import { hash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { EngineOptions, ExtractionResult } from '@ledger-lift/extraction'
import type { PackedPage } from '@ledger-lift/extraction/assemble'
import { CONTENT_TYPES, identify } from '@ledger-lift/extraction/identify'
import { openOptions, type ChildLimits } from '../processing/children/limits.ts'
import { ChildPool } from '../processing/children/pool.ts'
import { extractDocument } from '../processing/extract-document.ts'
import { Soffice } from '../processing/layout/soffice.ts'
import { openTemporaryFolder } from '../processing/temporary-folder.ts'
import type { Log } from '../telemetry/log.ts'
import { pageRanges } from './page-ranges.ts'

export interface FileOptions {
  readonly filename: string
  /** As on the command line: `1-3`. All when undefined. */
  readonly pages: string | undefined
  readonly password: string | undefined
  readonly limits: ChildLimits
  readonly engine?: EngineOptions
  readonly log: Log
  /** LibreOffice; `off` for none. */
  readonly layoutProgram: string
}

/** More processes for one file gain little: each opens the whole document. */
const MOST_PROCESSES = 4

/**
 * One file through the same sandboxed processes and limits as the worker's. Rejects with the engine's codes, with
 * those of the limits, and with UsageError for pages that are not there.
 */
export async function extractFile(bytes: Uint8Array, options: FileOptions): Promise<ExtractionResult> {
  const { filename, password, limits, log, engine, layoutProgram } = options
  // Its own copy: the file may be a pipe, or change meanwhile, and a process may read nothing but its documents.
  await using folder = await openTemporaryFolder(join(tmpdir(), `ledger-lift-${userInfo().uid}`))
  const path = join(folder.path, 'document')
  await writeFile(path, bytes, { mode: 0o600 })
  const size = Math.min(availableParallelism(), MOST_PROCESSES)
  const pool = new ChildPool({
    size,
    documents: folder.path,
    limits,
    log,
    ...(engine === undefined ? {} : { engine }),
  })
  const found = new Map<number, PackedPage>()
  try {
    return await extractDocument({
      pool,
      limits,
      path,
      options: { ...openOptions(limits), ...(password === undefined ? {} : { password }) },
      source: {
        filename,
        sha256: hash('sha256', bytes),
        content_type: CONTENT_TYPES[identify(bytes) ?? 'pdf'],
        file_size: bytes.length,
      },
      ...(layoutProgram === 'off' ? {} : { layouter: new Soffice(layoutProgram, log) }),
      signal: new AbortController().signal,
      previewWidth: 0,
      opened: async ({ pageCount }) => unwanted(options.pages, pageCount),
      worked: async (_batch, pages) => {
        for (const page of pages) found.set(page.number, page)
      },
      pages: () => [...found.values()].sort((a, b) => a.number - b.number),
    })
  } finally {
    await pool.stop()
  }
}

/** The pages that need no work. */
function unwanted(asked: string | undefined, pageCount: number): Set<number> {
  const all = new Set(Array.from({ length: pageCount }, (_, index) => index + 1))
  return asked === undefined ? new Set() : all.difference(new Set(pageRanges(asked, pageCount)))
}
