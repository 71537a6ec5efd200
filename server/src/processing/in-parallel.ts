/** Does `work` for each item, at most `width` at a time; rejects with the first failure once none is at work. */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items].reverse()
  const failures: unknown[] = []
  const lane = async () => {
    for (let item = left.pop(); item !== undefined && failures.length === 0; item = left.pop()) {
      await work(item).catch((error: unknown) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, left.length) }, lane))
  if (failures.length > 0) throw failures[0]
}
