/** Pages that are worked and kept together: what a killed worker costs at most. 16 pages are about a second of work. */
export const BATCH_PAGES = 16

/** Of several batches so many are worked in quarters at the end, for every other process waits for the last one. */
const LAST = 2
const PARTS = 4
/** Of so many batches the very last pages are by themselves; from the end. Each is an object and a row more. */
const MANY = 8
const FROM_END = [1, 1, 1, 1, 2, 2]

/** Pages 1 to `pageCount` without those that are done, in runs of neighbours of at most `size`. */
export function pageBatches(pageCount: number, done: ReadonlySet<number>, size = BATCH_PAGES): number[][] {
  const batches = runs(pageCount, done, size)
  if (batches.length < 2) return batches
  const last = batches.splice(-LAST)
  const fromEnd = batches.length + LAST < MANY ? [] : FROM_END
  return [...batches, ...inParts(last, Math.ceil(size / PARTS), fromEnd)]
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

function inParts(
  batches: readonly (readonly number[])[],
  most: number,
  fromEnd: readonly number[],
): number[][] {
  const parts: number[][] = []
  for (const batch of batches.toReversed()) {
    for (let end = batch.length; end > 0;) {
      const start = Math.max(0, end - Math.min(fromEnd[parts.length] ?? most, most))
      parts.push(batch.slice(start, end))
      end = start
    }
  }
  return parts.reverse()
}
