import { FONTS } from './fonts.ts'
import type { Random } from './random.ts'

export type Rules = 'none' | 'totals' | 'horizontal' | 'grid' | 'bands'

/** How one document is set. */
export interface Style {
  readonly font: string
  /** Points. */
  readonly size: number
  readonly rules: Rules
  readonly headerBand: boolean
  readonly leaders: boolean
  /** Width of the label column as a share of the table: narrow ones make labels wrap. */
  readonly labelShare: number
  readonly landscape: boolean
  readonly lineHeight: number
}

export function someStyle(random: Random): Style {
  return {
    font: random.pick(FONTS),
    size: random.between(15, 21) / 2,
    rules: random.pick(['none', 'totals', 'totals', 'horizontal', 'grid', 'bands']),
    headerBand: random.chance(0.25),
    leaders: random.chance(0.15),
    labelShare: random.pick([0.3, 0.4, 0.5, 0.55]),
    landscape: random.chance(0.08),
    lineHeight: random.pick([1.15, 1.25, 1.4]),
  }
}

/** US Letter in points. */
export const pageSize = (style: Style): { width: number; height: number } =>
  style.landscape ? { width: 792, height: 612 } : { width: 612, height: 792 }

const RULES: Readonly<Record<Rules, string>> = {
  none: '',
  totals:
    'tr.total td.num { border-top: .6pt solid #000 } tr.grand td.num { border-bottom: 2pt double #000 } thead tr:last-child th.num { border-bottom: .6pt solid #000 }',
  horizontal:
    'tbody tr { border-bottom: .4pt solid #888 } thead tr:last-child { border-bottom: 1pt solid #000 }',
  grid: 'th, td { border: .5pt solid #444 }',
  bands: 'tbody tr:nth-child(odd) { background: #e4ecf4 } thead { border-bottom: .8pt solid #000 }',
}

export function css(style: Style): string {
  const { width, height } = pageSize(style)
  return `
    @page { size: ${width}pt ${height}pt; margin: 0 }
    * { box-sizing: border-box; margin: 0; padding: 0 }
    body { font: ${style.size}pt/${style.lineHeight} '${style.font}'; color: #000; -webkit-print-color-adjust: exact }
    section { width: ${width}pt; height: ${height}pt; padding: 54pt 57pt; overflow: hidden; position: relative; break-after: page }
    section > header { position: absolute; top: 28pt; left: 57pt; right: 57pt; display: flex; justify-content: space-between; font-size: 8pt }
    section > footer { position: absolute; bottom: 28pt; left: 0; right: 0; text-align: center; font-size: 8pt }
    h2 { font-size: 1.35em; margin: 8pt 0 5pt } h3 { font-size: 1.05em; margin: 9pt 0 2pt }
    p { margin: 0 0 6pt; text-align: justify } ul, ol { margin: 0 0 6pt 16pt }
    .columns { columns: 2; column-gap: 22pt; column-fill: auto }
    .centred { text-align: center } .small { font-size: .82em }
    table { border-collapse: collapse; width: 100%; margin: 3pt 0 8pt; break-inside: avoid }
    th, td { padding: 1.4pt 4pt; vertical-align: bottom; font-weight: normal; text-align: left }
    th { font-weight: bold } th.num, td.num { text-align: right; white-space: nowrap }
    table.top td { vertical-align: top }
    th.span { text-align: center; border-bottom: .6pt solid #000 }
    td.num { position: relative } td .sign { float: left; padding-left: 2pt }
    td.pad { padding-right: 7pt } .total { font-weight: ${style.rules === 'none' ? 'bold' : 'normal'} }
    .indent { padding-left: 14pt } sup { font-size: .62em; vertical-align: super; line-height: 0 }
    ${style.headerBand ? 'thead { background: #d8dde2 }' : ''}
    ${style.leaders ? 'td.label > span { display: block; overflow: hidden; white-space: nowrap } td.label > span::after { content: " . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . ." }' : ''}
    ${RULES[style.rules]}`
}
