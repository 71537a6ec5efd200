/** Counted strings: what the scorers compare. */
export class Multiset {
  readonly #counts = new Map<string, number>()
  size = 0

  constructor(items: Iterable<string> = []) {
    for (const item of items) this.add(item)
  }

  add(item: string): void {
    this.#counts.set(item, (this.#counts.get(item) ?? 0) + 1)
    this.size += 1
  }

  /** Takes one away; false when there was none. */
  take(item: string): boolean {
    const count = this.#counts.get(item) ?? 0
    if (count === 0) return false
    this.#counts.set(item, count - 1)
    this.size -= 1
    return true
  }

  sharedWith(other: Multiset): number {
    let shared = 0
    for (const [item, count] of this.#counts) shared += Math.min(count, other.#counts.get(item) ?? 0)
    return shared
  }
}
