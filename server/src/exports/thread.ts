import { Worker } from 'node:worker_threads'
import type { ExportFormat } from '@ledger-lift/databook'
import { AppError } from '../errors.ts'
import type { Export, ExportAnswer, ExportOrder } from './export-thread.ts'

/** MiB. A result of 200,000 cells takes some 300. */
const MEMORY = 1024

/** A workbook of 200,000 cells takes some 2 s: a thread of its own makes it, while the server goes on answering. */
export function createThread() {
  const waiting = new Map<number, PromiseWithResolvers<Export>>()
  let worker: Worker | undefined
  let orders = 0

  function start(): Worker {
    const started = new Worker(new URL('./export-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    })
    started.unref()
    started.on('message', (answer: ExportAnswer) => {
      const order = waiting.get(answer.order)
      waiting.delete(answer.order)
      if ('made' in answer) order?.resolve(answer.made)
      else order?.reject(answer.error)
    })
    started.on('error', (error) => lose(started, error))
    started.on('exit', () =>
      lose(started, new AppError('server.stopping', 'The server stopped making the export.')),
    )
    return started
  }

  /** The next order gets a new thread. */
  function lose(lost: Worker, error: unknown): void {
    if (worker !== lost) return
    worker = undefined
    for (const order of waiting.values()) order.reject(error)
    waiting.clear()
  }

  return {
    export(result: string, format: ExportFormat): Promise<Export> {
      worker ??= start()
      const answer = Promise.withResolvers<Export>()
      const order = orders++
      waiting.set(order, answer)
      worker.postMessage({ order, result, format } satisfies ExportOrder)
      return answer.promise
    },
    async close(): Promise<void> {
      await worker?.terminate()
    },
  }
}
