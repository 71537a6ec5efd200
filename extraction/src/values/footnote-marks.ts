/** One mark: a number, a letter, once or twice, a small Roman number, or signs, with or without brackets. */
const MARK = /^[([]?(\d{1,2}|(?<letter>\p{L})\k<letter>?|[ivx]{1,4}|[*†‡§¶#]{1,3})[)\]]?$/u
/** Raised letters behind a number that make it an ordinal: 1st, 3º, 2ème. */
const ORDINAL = /^(?:st|nd|rd|th|er|re|de|e|o|a|º|ª)$/iu
/** Measures that a raised 2 or 3 makes square or cubic. */
const LENGTH = /(?:^|[\d\s/])(?:[kcm]?m|ft|in|yd|mi)$/u

/**
 * The footnote marks that a raised word stands for, bare: `(1),(2)` → 1, 2. Null for raised text that belongs to the word
 * before it: the ordinal of 4th, the square of km².
 */
export function footnoteMarks(raised: string, before: string): string[] | null {
  if (/\d$/u.test(before) && ORDINAL.test(raised)) return null
  if (/^[23]$/u.test(raised) && LENGTH.test(before)) return null
  const marks = raised
    .normalize('NFKC')
    .split(/[,;\s]+|(?<=[)\]])(?=[([])/u)
    .filter((part) => part !== '')
    .map((part) => MARK.exec(part)?.[1])
  return marks.length > 0 && marks.every((mark) => mark !== undefined) ? marks : null
}
