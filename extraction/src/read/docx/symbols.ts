/** `w:sym`: a character of a symbol font by its code, for those that text is written with. */
const SYMBOLS: Readonly<Record<string, string>> = {
  // Symbol
  'symbol:b7': '•',
  'symbol:2d': '−',
  'symbol:b1': '±',
  'symbol:b3': '≥',
  'symbol:a3': '≤',
  'symbol:b4': '×',
  'symbol:b8': '÷',
  'symbol:b0': '°',
  'symbol:a0': '€',
  'symbol:e2': '®',
  'symbol:e3': '©',
  'symbol:e4': '™',
  'symbol:d2': '®',
  'symbol:d3': '©',
  'symbol:d4': '™',
  'symbol:53': 'Σ',
  'symbol:44': 'Δ',
  'symbol:6d': 'µ',
  // Wingdings
  'wingdings:fc': '✓',
  'wingdings:fb': '✗',
  'wingdings:a8': '☐',
  'wingdings:fe': '☑',
  'wingdings:fd': '☒',
  'wingdings:6c': '●',
  'wingdings:6e': '■',
  'wingdings:a7': '▪',
  'wingdings:d8': '➢',
  'wingdings:e0': '→',
}

/** Hexadecimal code; symbol fonts keep theirs in the private use area from F000. U+FFFD where the sign is not known. */
export function symbol(font: string | undefined, code: string | undefined): string {
  if (code === undefined || !/^[0-9a-f]{1,4}$/i.test(code)) return ''
  const at = parseInt(code, 16)
  if (at < 0x20) return ''
  if (at < 0xe000) return String.fromCharCode(at)
  const key = `${(font ?? '').toLowerCase()}:${(at & 0xff).toString(16)}`
  return SYMBOLS[key] ?? '\ufffd'
}
