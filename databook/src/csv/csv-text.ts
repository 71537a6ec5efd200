/**
 * What a spreadsheet reads as the start of a formula: `= + - @`, tab and carriage return (OWASP, CSV injection), their
 * full-width forms, a line feed, and any of them after blanks that a program may trim.
 */
const FORMULA_START = /^[\s\u200b\ufeff]*[=+\-@\t\r\n＝＋－＠]|^[\t\r\n]/u

/** Text that came from the document, made harmless with a leading apostrophe where a spreadsheet would calculate. */
export const harmless = (text: string): string => (FORMULA_START.test(text) ? `'${text}` : text)

/** One field by RFC 4180. */
const field = (text: string): string =>
  /[",;\t\r\n]|^\s|\s$|^'/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text

export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(field).join(',') + '\r\n').join('')
