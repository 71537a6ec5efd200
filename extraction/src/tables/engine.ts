import type { PageContent } from '../read/page-content.ts'
import type { BoundingBox } from '../model.ts'
import type { FoundTable } from './found-table.ts'
import type { Line } from './lines.ts'
import type { Lattice } from './lattice.ts'
import type { RuleBetween } from './rule-between.ts'
import type { RuleIndex } from './rule-index.ts'

/** What the engines look at: a page's lines that no engine has taken yet, its grids, its charts. */
export interface PageLayout {
  readonly content: PageContent
  readonly lines: readonly Line[]
  readonly horizontals: RuleIndex
  readonly ruleBetween: RuleBetween
  readonly lattices: readonly Lattice[]
  readonly figures: readonly BoundingBox[]
}

/** A way to find tables. To add one is one file and one line in `find-tables.ts`. */
export interface TableEngine {
  readonly name: string
  /** Goes up with every change that can change a result. */
  readonly version: number
  /** False where the page has nothing that this engine could read. */
  fits(layout: PageLayout): boolean
  find(layout: PageLayout): FoundTable[]
}

export function engineStamp(engine: Pick<TableEngine, 'name' | 'version'>): string {
  return `${engine.name}@${engine.version}`
}
