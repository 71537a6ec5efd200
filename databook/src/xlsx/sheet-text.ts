/** Excel's limit for one cell. */
const MAX_CHARACTERS = 32_767

/**
 * Text as an XLSX string: no character that XML 1.0 forbids, no lone surrogate, `_x0041_` kept from being read as an
 * escape (ECMA-376, 22.9.2.19), cut to what a cell holds. A string cell is never calculated, whatever it starts with.
 */
export function sheetText(text: string): string {
  const safe = text
    .toWellFormed()
    .replace(/\r\n?/gu, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '')
    .replace(/_(?=x[0-9a-f]{4}_)/giu, '_x005F_')
  return safe.length <= MAX_CHARACTERS ? safe : safe.slice(0, MAX_CHARACTERS - 1).toWellFormed() + '…'
}
