/** Pages that are worked and kept together: what a killed worker costs at most. 16 pages are about a second of work. */
export const BATCH_PAGES = 16

/** Of several batches so many are worked in quarters at the end, for every other process waits for the last one. */
const LAST = 2
const PARTS = 4

/** Pages 1 to `pageCount` without those that are done, in runs of neighbours of at most `size`. */
export function pageBatches(pageCount: number, done: ReadonlySet<number>, size = BATCH_PAGES): number[][] {
  const batches = runs(pageCount, done, size)
  if (batches.length < 2) return batches
  const last = batches.splice(-LAST)
  return [...batches, ...last.flatMap((batch) => inParts(batch, Math.ceil(size / PARTS)))]
}

function runs(pageCount: number, done: ReadonlySet<number>, size: number): number[][] {
  const batches: number[][] = []
  for (let page = 1; page <= pageCount; page++) {
    if (done.has(page)) continue
    const last = batches.at(-1)
    if (last && last.length < size && last.at(-1) === page - 1) last.push(page)
    else batches.push([page])
  }
  return batches
}

const inParts = (pages: readonly number[], size: number): number[][] =>
  Array.from({ length: Math.ceil(pages.length / size) }, (_, part) =>
    pages.slice(part * size, (part + 1) * size),
  )
