import { AppError, type ErrorCode } from '../../errors.ts'
import type { ChildEnd } from '../../telemetry/work-metrics.ts'

/** Idle, and killed for the memory that it holds. */
export const GROWN = new AppError('document.over_limit', 'The extraction process has grown and is replaced.')

const ENDS: Partial<Record<ErrorCode, ChildEnd>> = {
  'processing.crashed': 'crashed',
  'processing.timed_out': 'timed_out',
  'document.over_limit': 'over_limit',
  'server.stopping': 'stopped',
}

/** `why`: what a child was killed with, or died of. Any other reason is an attempt that was given up. */
export function endOf(why: unknown): ChildEnd {
  if (why === GROWN) return 'grown'
  return (why instanceof AppError && ENDS[why.code]) || 'interrupted'
}
