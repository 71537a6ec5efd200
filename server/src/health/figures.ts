import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { Health, HealthSummary } from './contract.ts'

/** Whether who sends this Authorization header may see figures: everybody, where no METRICS_TOKEN is set. */
export function maySeeFigures(token: string | undefined, authorization: string | undefined): boolean {
  if (token === undefined) return true
  const [, sent = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  const [right, given] = [token, sent].map((text) => createHash('sha256').update(text).digest())
  return right !== undefined && given !== undefined && timingSafeEqual(right, given)
}

/** Throws auth.required. */
export function assertMaySeeFigures(token: string | undefined, authorization: string | undefined): void {
  if (maySeeFigures(token, authorization)) return
  throw new AppError('auth.required', 'Send `Authorization: Bearer` with the METRICS_TOKEN of this server.')
}

/** How every part stands, and no figure. */
export const summaryOf = ({
  status,
  checks: { database, storage, queue, worker },
}: Health): HealthSummary => ({
  status,
  checks: {
    database: { status: database.status },
    storage: { status: storage.status },
    queue: { status: queue.status },
    worker: { status: worker.status },
  },
})
