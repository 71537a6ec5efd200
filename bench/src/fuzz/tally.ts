import type { Ended } from '../hostile/hostile-pool.ts'

/** Files that took longest, which are kept. */
const SLOWEST = 5
/** What the engine itself says of a page; anything else is an error that nobody foresaw. */
const FORESEEN =
  /^Page \d+ could not be read: (?:it |The document (?:needs|took) more|The file |a page is at most)/

/** How the files of a run ended. */
export class FuzzTally {
  readonly bad: string[] = []
  readonly #ends = new Map<string, number>()
  readonly #lost = new Map<string, number>()
  readonly #slowest: { index: number; seconds: number }[] = []
  files = 0

  /** What is wrong with this one; null when it ended as a document may. */
  add(index: number, ended: Ended): string | null {
    this.files += 1
    count(this.#ends, ended.code ?? (ended.notes.length > 0 ? 'read with notes' : 'read'))
    for (const why of ended.lost) count(this.#lost, why.replace(/\d+/g, 'N'))
    this.#slowest.push({ index, seconds: Math.round(ended.seconds * 10) / 10 })
    this.#slowest.sort((a, b) => b.seconds - a.seconds).splice(SLOWEST)
    const wrong = wrongWith(ended)
    if (wrong !== null) this.bad.push(`${index}: ${wrong}`)
    return wrong
  }

  summary() {
    return {
      files: this.files,
      ends: Object.fromEntries(this.#ends),
      lostPages: Object.fromEntries(this.#lost),
      slowest: this.#slowest,
      bad: this.bad,
    }
  }
}

function wrongWith({ code, broken, lost }: Ended): string | null {
  if (broken !== undefined) return broken
  if (code !== null && /^(?:internal|processing)\./.test(code)) return code
  return lost.find((why) => !FORESEEN.test(why)) ?? null
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
