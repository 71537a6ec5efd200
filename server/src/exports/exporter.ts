import { text } from 'node:stream/consumers'
import type { ExportFormat } from '@ledger-lift/databook'
import type { PublishedRun } from '../artifacts/published.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Export } from './export-thread.ts'
import { createThread } from './thread.ts'

export interface Exporter {
  export(run: PublishedRun, format: ExportFormat): Promise<Export>
  close(): Promise<void>
}

/** Bytes of exports that are kept for whoever asks next. */
const KEPT_BYTES = 64 * 1024 * 1024

/** A run's result never changes, so that each export of it is made once: whoever asks meanwhile or soon after gets the same. */
export function createExporter(storage: Pick<ObjectStorage, 'get'>, keptBytes = KEPT_BYTES): Exporter {
  const thread = createThread()
  const inWork = new Map<string, Promise<Export>>()
  const kept = recentExports(keptBytes)

  async function make(key: string, run: PublishedRun, format: ExportFormat): Promise<Export> {
    try {
      const { body } = await storage.get(run.resultKey)
      const made = await thread.export(await text(body), format)
      kept.add(key, made)
      return made
    } finally {
      inWork.delete(key)
    }
  }

  return {
    async export(run, format) {
      const key = `${run.id}.${format}`
      const made = kept.get(key) ?? inWork.get(key)
      if (made !== undefined) return made
      const making = make(key, run, format)
      inWork.set(key, making)
      return making
    },
    close: () => thread.close(),
  }
}

/** The oldest go first when there are too many bytes. */
function recentExports(limit: number) {
  const kept = new Map<string, Export>()
  let size = 0
  return {
    get: (key: string) => kept.get(key),
    add(key: string, made: Export): void {
      kept.set(key, made)
      size += made.bytes.byteLength
      for (const [oldest, { bytes }] of kept) {
        if (size <= limit) return
        kept.delete(oldest)
        size -= bytes.byteLength
      }
    },
  }
}
