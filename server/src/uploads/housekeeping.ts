import type { Chore } from '../processing/janitor.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import { drainDeletions } from '../storage/drain-deletions.ts'
import { sweepUploads, type SweepDeps } from './sweep-uploads.ts'

/** What keeps the store free of what nobody needs, for the worker to do now and then. */
export const storageHousekeeping = (deps: SweepDeps): readonly Chore[] => [
  { name: 'delete what was let go', every: 30_000, run: (signal) => drainDeletions(deps, signal) },
  { name: 'sweep uploads', every: 3600_000, run: (signal) => sweepUploads(deps, DEFAULT_TENANT, signal) },
]
