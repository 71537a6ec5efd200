import { mayContinue } from '../tables/continues.ts'
import type { AboutPage } from './about-page.ts'

/**
 * Pages that are finished together at least, where there are so many: 15 ms of work, so that no process waits long for the
 * last of another.
 */
const LEAST = 8

/** The pages in order, cut where no table can go on: what each stretch gives depends on no other. */
export function stretches<Page extends AboutPage>(pages: readonly Page[]): Page[][] {
  const cut: Page[][] = []
  for (const page of pages.toSorted((a, b) => a.number - b.number)) {
    const open = cut.at(-1)
    if (open && (open.length < LEAST || goesOn(open.at(-1), page))) open.push(page)
    else cut.push([page])
  }
  return cut
}

function goesOn(page: AboutPage | undefined, next: AboutPage): boolean {
  return page !== undefined && page.ends.some((table) => next.ends.some((on) => mayContinue(table, on)))
}
