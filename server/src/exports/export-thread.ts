import { parentPort } from 'node:worker_threads'
import { createHash } from 'node:crypto'
import { exportResult, type Exported, type ExportFormat } from '@ledger-lift/databook'

/** What runs in the thread: the text of a result in, the bytes of an export out. */
export interface ExportOrder {
  readonly order: number
  readonly result: string
  readonly format: ExportFormat
}

export interface Export extends Exported {
  readonly sha256: string
}

export type ExportAnswer = { readonly order: number } & (
  { readonly made: Export } | { readonly error: unknown }
)

parentPort?.on('message', ({ order, result, format }: ExportOrder) => {
  make(result, format).then(
    (made) => parentPort?.postMessage({ order, made } satisfies ExportAnswer),
    (error: unknown) => parentPort?.postMessage({ order, error } satisfies ExportAnswer),
  )
})

async function make(result: string, format: ExportFormat): Promise<Export> {
  const made = await exportResult(JSON.parse(result), format)
  return { ...made, sha256: createHash('sha256').update(made.bytes).digest('hex') }
}
