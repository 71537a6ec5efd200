import { readFileSync } from 'node:fs'
import { type ExtractionResult, extract, openDocument } from '../../../extraction/src/index.ts'
import { wholeTables } from '../accuracy/predicted-table.ts'
import { scoreStatement } from '../accuracy/statement-rows.ts'
import { digitStrings, recalled } from './digit-strings.ts'
import type { ScanPlan } from './plan.ts'
import { fromPreview } from './raster.ts'
import { scanPdf } from './scan-pdf.ts'
import { worsened } from './worsen.ts'

const JPEG_QUALITY = 40

export interface ScanScore {
  readonly name: string
  readonly dpi: number
  readonly damage: string
  readonly digits: number
  readonly recalled: number
  readonly rows: number
  readonly rowsFound: number
  readonly seconds: number
}

export async function measureScan(plan: ScanPlan): Promise<ScanScore> {
  const printed = readFileSync(plan.file)
  const native = await extract(printed, { filename: plan.name, pages: [1] })
  const scan = await scanOf(printed, native, plan)
  const start = performance.now()
  const result = await extract(scan, { filename: plan.name })
  const seconds = (performance.now() - start) / 1000
  const digits = digitStrings(native)
  const rows = plan.truth ? scoreStatement(plan.truth, wholeTables(result)) : null
  return {
    name: plan.name,
    dpi: plan.dpi,
    damage: damageInWords(plan),
    digits: digits.length,
    recalled: recalled(digits, digitStrings(result)),
    rows: rows?.rows ?? 0,
    rowsFound: rows?.found ?? 0,
    seconds,
  }
}

export async function scanOf(printed: Uint8Array, native: ExtractionResult, plan: ScanPlan): Promise<Buffer> {
  using document = await openDocument(printed)
  const width = Math.round(((native.pages[0]?.width ?? 612) / 72) * plan.dpi)
  const picture = fromPreview(await document.preview(1, width))
  return scanPdf(worsened(picture, plan.damage, plan.seed), plan.dpi, JPEG_QUALITY)
}

const damageInWords = ({ damage: { skew, turned, grey } }: ScanPlan): string =>
  [
    'noise',
    ...(skew === 0 ? [] : [`skew ${skew}°`]),
    ...(turned ? ['turned'] : []),
    ...(grey ? ['grey'] : []),
  ].join(', ')
