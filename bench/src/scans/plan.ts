import type { BenchFolder } from '../accuracy/bench-folder.ts'
import type { StatementTruth } from '../accuracy/statement-rows.ts'
import type { Damage } from './worsen.ts'

/** One scan to be made: the first page of a printed document, at a resolution, with damage. */
export interface ScanPlan {
  readonly name: string
  readonly file: string
  readonly dpi: number
  readonly damage: Damage
  readonly seed: number
  /** Rows that the page is known to have, where somebody read them off. */
  readonly truth: StatementTruth | null
}

const SCANS = 60
/** Of three scans two are statements, the rest generated. */
const RESOLUTIONS = [150, 200, 300]
const NOISE = 16
const PLAIN: Damage = { skew: 0, turned: false, grey: false, noise: NOISE }
/** All are noisy and JPEG; in turn nothing else, skew, a quarter turn, grey paper, and skew on grey paper. */
const DAMAGES: readonly Damage[] = [
  PLAIN,
  { ...PLAIN, skew: 1.5 },
  { ...PLAIN, turned: true },
  { ...PLAIN, grey: true },
  { ...PLAIN, grey: true, skew: -1.5 },
]

/** The same scans for the same folder: resolutions and damages in turn, over documents spread through the sets. */
export function scanPlans({ statements, icdar }: BenchFolder, count = SCANS): ScanPlan[] {
  const printed = [
    ...spread(statements, icdar.length === 0 ? count : Math.round((count * 2) / 3)),
    ...spread(icdar, statements.length === 0 ? count : Math.floor(count / 3)),
  ]
  return printed.map((document, i) => ({
    name: document.name,
    file: document.file,
    dpi: RESOLUTIONS[i % RESOLUTIONS.length] ?? 200,
    damage: DAMAGES[Math.floor(i / RESOLUTIONS.length) % DAMAGES.length] ?? PLAIN,
    seed: i + 1,
    truth: 'rows' in document.truth ? document.truth : null,
  }))
}

/** Every statement of the folder at one resolution, the damages in turn: a page of rows more or less weighs little. */
export function statementPlans({ statements }: BenchFolder, dpi: number): ScanPlan[] {
  return statements.map(({ name, file, truth }, i) => ({
    ...{ name, file, truth, dpi, seed: i + 1 },
    damage: DAMAGES[i % DAMAGES.length] ?? PLAIN,
  }))
}

function spread<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / count)
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)]).flatMap(
    (one) => (one === undefined ? [] : [one]),
  )
}
