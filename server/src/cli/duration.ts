import { UsageError } from './command.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** `90d`, `12h`, `30m`, `45s`; `0s` is none. */
export function seconds(given: string, option: string): number {
  const [, number, unit = ''] = /^(\d{1,6})([smhd])$/.exec(given) ?? []
  const each = UNITS[unit]
  if (each !== undefined) return Number(number) * each
  throw new UsageError(
    `${option} is ${JSON.stringify(given)} but must be a number with s, m, h or d, such as 90d.`,
  )
}
