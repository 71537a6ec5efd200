import { AppError } from '../errors.ts'

interface Waiting<T> {
  readonly item: T
  resolve(): void
  reject(error: unknown): void
}

export interface BatchLimits {
  /** Items a batch. */
  readonly most: number
  /** Batches under way. */
  readonly atOnce: number
}

/**
 * Makes work for many into work for one: what is asked for while a batch is under way goes with the next, so a busy
 * time costs few transactions and a quiet one no delay. A batch must be all or nothing. One that fails is done again
 * item by item, so nobody suffers for another's item; not so when the whole service is away, which an AppError says.
 */
export function inBatches<T>(
  work: (items: readonly T[]) => Promise<void>,
  { most, atOnce }: BatchLimits,
): (item: T) => Promise<void> {
  const waiting: Waiting<T>[] = []
  let underWay = 0
  let scheduled = false

  /** What came in the same turn of the event loop starts together. */
  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      start()
    })
  }

  function start(): void {
    while (underWay < atOnce && waiting.length > 0) {
      underWay++
      void settle(work, waiting.splice(0, most), next)
    }
  }

  /** Before the answers of the batch that ends are written: the service has work again meanwhile. */
  function next(): void {
    underWay--
    start()
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      schedule()
    })
}

/** Never rejects. Calls `ended` once, when the work is done and before anybody is told. */
async function settle<T>(
  work: (items: readonly T[]) => Promise<void>,
  batch: readonly Waiting<T>[],
  ended: () => void,
): Promise<void> {
  try {
    await work(batch.map(({ item }) => item))
  } catch (error) {
    if (batch.length === 1 || error instanceof AppError) {
      ended()
      for (const { reject } of batch) reject(error)
      return
    }
    for (const each of batch) await settle(work, [each], () => {})
    ended()
    return
  }
  ended()
  for (const { resolve } of batch) resolve()
}
