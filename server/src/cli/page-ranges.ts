import { UsageError } from './command.ts'

/** `1-3,7,9-`: the pages meant, ascending, each once, of a document with `count` pages. */
export function pageRanges(text: string, count: number): number[] {
  const pages = new Set<number>()
  for (const part of text.split(',')) {
    const [, from, dash, to] = /^\s*(\d{1,9})\s*(-)?\s*(\d{1,9})?\s*$/.exec(part) ?? []
    const first = Number(from)
    const last = to ? Number(to) : dash ? count : first
    if (!from || (to && !dash) || first < 1 || last < first) {
      throw new UsageError(`--pages is ${JSON.stringify(text)} but must be like 1-3, 7 or 1-3,7,9-.`)
    }
    if (last > count) throw new UsageError(`--pages asks for page ${last} but the document has ${count}.`)
    for (let page = first; page <= last; page++) pages.add(page)
  }
  return [...pages].sort((a, b) => a - b)
}
