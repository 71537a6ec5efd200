import type { Units, Value } from '../model.ts'
import { statedUnits } from '../values/units.ts'
import type { FoundTable } from './found-table.ts'

/** What is written about a table's units, the nearest first; the currency of most of its amounts where nothing says it. */
export function unitsOf(parts: readonly FoundTable[], values: readonly (Value | null)[]): Units | undefined {
  const currency = printedCurrency(values)
  for (const part of parts) {
    for (const { text, bbox } of part.remarks) {
      const stated = statedUnits(text)
      if (stated === null || (stated.scale === undefined && stated.currency === undefined)) continue
      const said = stated.currency ?? currency
      return {
        ...(said === undefined ? {} : { currency: said }),
        ...(stated.scale === undefined ? {} : { scale: stated.scale }),
        ...(stated.except === undefined ? {} : { except: stated.except }),
        evidence: { page: part.page, bbox, text },
      }
    }
  }
  return currency === undefined ? undefined : { currency }
}

/** The currency that the amounts themselves carry, when they agree. */
function printedCurrency(values: readonly (Value | null)[]): string | undefined {
  const printed = new Set(
    values.flatMap((value) =>
      value?.kind === 'number' && value.currency !== undefined ? [value.currency] : [],
    ),
  )
  const [only, ...others] = printed
  return others.length === 0 ? only : undefined
}
