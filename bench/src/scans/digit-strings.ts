import type { ExtractionResult } from '../../../extraction/src/index.ts'

/** Every number as it is written, points and commas in it included, in tables and text alike. */
export function digitStrings({ artifacts }: ExtractionResult): string[] {
  const texts = artifacts.flatMap((artifact) => {
    if (artifact.type === 'figure') return [artifact.caption ?? '']
    if (artifact.type === 'text') return [artifact.text]
    return [artifact.title ?? '', ...artifact.table.cells.map(({ text }) => text)]
  })
  return texts.flatMap((text) => text.match(/\d[\d.,]*\d|\d/g) ?? [])
}

/** How many of the true strings are among the read ones, each as often as it is there. */
export function recalled(truth: readonly string[], read: readonly string[]): number {
  const left = new Map<string, number>()
  for (const one of read) left.set(one, (left.get(one) ?? 0) + 1)
  let found = 0
  for (const one of truth) {
    const count = left.get(one) ?? 0
    if (count > 0) found++
    left.set(one, count - 1)
  }
  return found
}
