/** Pages that are worked and kept together: what a killed worker costs at most. 16 pages are about a second of work. */
export const BATCH_PAGES = 16

/** Pages 1 to `pageCount` without those that are done, in runs of neighbours of at most `size`. */
export function pageBatches(pageCount: number, done: ReadonlySet<number>, size = BATCH_PAGES): number[][] {
  const batches: number[][] = []
  for (let page = 1; page <= pageCount; page++) {
    if (done.has(page)) continue
    const last = batches.at(-1)
    if (last && last.length < size && last.at(-1) === page - 1) last.push(page)
    else batches.push([page])
  }
  return batches
}
