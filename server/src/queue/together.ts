export interface Rows {
  readonly rows: unknown[]
}

/**
 * Whoever of this process asks while somebody is served is served next, together with all others who asked: one
 * message, one turn at the lock and one commit for all of them.
 */
export function together(serve: (count: number) => Promise<readonly Rows[]>): () => Promise<Rows> {
  let waiting: PromiseWithResolvers<Rows>[] = []
  let isServing = false

  async function serveAll(): Promise<void> {
    isServing = true
    while (waiting.length > 0) {
      const served = waiting
      waiting = []
      await serve(served.length).then(
        (results) => served.forEach((one, index) => one.resolve(results[index] ?? { rows: [] })),
        (error: unknown) => served.forEach((one) => one.reject(error)),
      )
    }
    isServing = false
  }

  return () => {
    const one = Promise.withResolvers<Rows>()
    waiting.push(one)
    if (!isServing) void serveAll()
    return one.promise
  }
}
