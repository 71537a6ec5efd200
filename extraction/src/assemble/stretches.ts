import type { PageFindings } from '../pipeline.ts'
import { continuesFrom } from '../tables/continues.ts'

/**
 * Pages that are finished together at least, where there are so many: 15 ms of work, so that no process waits long for the
 * last of another.
 */
const LEAST = 8

/** The pages in order, cut where no table goes on: what each stretch gives depends on no other. */
export function stretches(findings: readonly PageFindings[]): PageFindings[][] {
  const cut: PageFindings[][] = []
  for (const page of findings.toSorted((a, b) => a.number - b.number)) {
    const open = cut.at(-1)
    if (open && (open.length < LEAST || goesOn(open.at(-1), page))) open.push(page)
    else cut.push([page])
  }
  return cut
}

function goesOn(page: PageFindings | undefined, next: PageFindings): boolean {
  return page !== undefined && page.tables.some((table) => next.tables.some((on) => continuesFrom(table, on)))
}
