import type { Cell, Check } from '../model.ts'
import type { FoundTable } from '../tables/found-table.ts'

export function tableConfidence(_parts: readonly FoundTable[], _checks: readonly Check[]): number {
  return 0.9
}

export function cellConfidence(
  _cell: Cell,
  _parts: readonly FoundTable[],
  _checks: readonly Check[],
): number {
  return 0.9
}
