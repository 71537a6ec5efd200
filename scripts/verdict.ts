/** What node:test counted; a cancelled test (its file timed out or died) did not pass. */
export interface Counts {
  readonly tests: number
  readonly passed: number
  readonly skipped: number
  readonly todo: number
}

/** The last line of a run, `N passed, N failed[, N skipped]`, and whether all is well. Nothing run is not well. */
export function verdict(counts: Counts | undefined, interrupted = false): { line: string; ok: boolean } {
  if (!counts) return { line: '0 passed, 1 failed', ok: false }
  const { passed, skipped } = counts
  const failed = counts.tests - passed - skipped - counts.todo
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return { line, ok: failed === 0 && passed > 0 && !interrupted }
}
