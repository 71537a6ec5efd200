const DAY = 86_400_000
/** Day 0 of Excel's 1900 calendar, right from 1 March 1900 on (before it Excel counts a 29 February that never was). */
const EPOCH = Date.UTC(1899, 11, 30)
const FIRST_RIGHT_DAY = 61

/** Excel's number of a whole ISO date; null for a partial, impossible or too early one. */
export function dateNumber(date: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(date)
  if (match === null) return null
  const time = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) return null
  const days = (time - EPOCH) / DAY
  return days < FIRST_RIGHT_DAY ? null : days
}
