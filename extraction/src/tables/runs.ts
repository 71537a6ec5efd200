import { lineText } from './draft.ts'
import type { Line, Run } from './lines.ts'
import { CURRENCY_PATTERN } from '../values/currencies.ts'
import { looksLikeValue } from './word-joins.ts'

/** "1,234.50 CR": how accounts say which side an amount stands on. */
const SIDE = /(?<=[\d)])(?:CR|DR|Cr|Dr)$/u

/** A currency before an amount or a dash. */
const CURRENCY = new RegExp(String.raw`^(?:${CURRENCY_PATTERN})(?=[-−–—([]*\d|[-−–—]+$)`, 'u')

/** A value as far as looks go: digits with signs, a dash, "n/a". Raised marks beside it do not matter. */
export function isValueRun(run: Run): boolean {
  const standing = run.words.filter((word) => !word.superscript)
  const text = standing
    .map((word) => word.text)
    .join('')
    .replace(SIDE, '')
    .replace(CURRENCY, '')
  return looksLikeValue(text) || /^(?:n\.?\/?a\.?|n\.?\/?m\.?)$/iu.test(text)
}

const YEAR = /^(?:FY)?(?:19|20)\d\d[*†]?$/u

export function isYearRun(run: Run): boolean {
  return YEAR.test(
    run.words
      .filter((word) => !word.superscript)
      .map((word) => word.text)
      .join(''),
  )
}

export function runText(run: Run): string {
  return lineText(run.words)
}

/** A bullet, "1.", "(a)", "Table 3.": a mark that the text after it hangs on. */
const MARK =
  /^(?:[•●▪■◆❖◦‣–\-*·o]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,2}\]|[*†‡]+|(?:table|exhibit|figure|chart|box|note|notes|schedule|annex|appendix|tabelle|tableau|cuadro|tabla|abbildung|annexe)\s*[\p{L}\d.-]{0,6}[.:]?)$/iu

/** The line with its list mark or caption number joined to the text after it. */
export function withoutMark(line: Line): Line {
  const [first, second, ...rest] = line.runs
  if (first === undefined || second === undefined) return line
  const note =
    first.words.length === 1 && runText(first).length <= 2 && rest.length === 0 && second.words.length >= 4
  if ((!MARK.test(runText(first)) && !note) || isValueRun(second)) return line
  const joined = { words: [...first.words, ...second.words], left: first.left, right: second.right }
  return { ...line, runs: [joined, ...rest] }
}
