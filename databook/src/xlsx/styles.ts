import type { CellStyle } from 'hucre/xlsx'

const rgb = (hex: string) => ({ rgb: hex })
const filled = (hex: string) => ({ type: 'pattern', pattern: 'solid', fgColor: rgb(hex) }) as const
const rule = (hex: string) => ({ style: 'thin', color: rgb(hex) }) as const

const INK = '1A1D21'
const MUTED = '5B6470'
const LINK = '1F57B8'

export const FONT = { name: 'Arial', size: 10, color: rgb(INK) } as const

export const STYLES = {
  title: { font: { ...FONT, size: 14, bold: true } },
  fact: { font: { ...FONT, color: rgb(MUTED) } },
  factName: { font: { ...FONT, color: rgb(MUTED) }, alignment: { horizontal: 'left', indent: 1 } },
  factValue: { font: FONT, alignment: { horizontal: 'left', indent: 1 } },
  link: { font: { ...FONT, color: rgb(LINK), underline: true } },
  listLink: {
    font: { ...FONT, color: rgb(LINK), underline: true },
    alignment: { vertical: 'top', horizontal: 'left', indent: 1 },
  },
  header: {
    font: { ...FONT, bold: true },
    fill: filled('EEF1F5'),
    border: { bottom: rule('9AA4B2') },
    alignment: { wrapText: true, vertical: 'bottom' },
  },
  listText: { font: FONT, alignment: { vertical: 'top', wrapText: true, horizontal: 'left', indent: 1 } },
  text: { font: FONT, alignment: { vertical: 'top', wrapText: true } },
  number: { font: FONT, alignment: { vertical: 'top', horizontal: 'right' } },
  aside: { font: { ...FONT, size: 9, color: rgb(MUTED) }, alignment: { vertical: 'top' } },
} as const satisfies Record<string, CellStyle>

/** Laid over another style. */
export const MARKS = {
  doubtful: { fill: filled('FFF1C9') },
  off: { fill: filled('FAD7D9') },
  total: { border: { top: rule('5B6470') } },
} as const satisfies Record<string, CellStyle>
