import type { Line } from './lines.ts'
import { isValueRun, runText } from './runs.ts'

/** Share of the page's height in which running headers and footers stand. */
const MARGIN = 0.09
/** In em: white between a running line and the text. */
const CLEAR = 0.9
const PAGE_NUMBER = /^(?:page\s*)?(?:[a-z]-?)?\d{1,4}(?:\s*(?:\/|of)\s*\d{1,4})?$|^[ivxl]{1,6}$/iu

/** Lines without the running header and footer: a line at the page's edge, apart from the text, with the page's number. */
export function withoutRunningLines(lines: readonly Line[], height: number): Line[] {
  return lines.filter((line, index) => {
    const [above, below] = [lines[index - 1], lines[index + 1]]
    const atTop = line.bottom < MARGIN * height && index <= 1 && gap(line, below) >= CLEAR * line.size
    if (atTop && index === 0 && below !== undefined && isRunningTitle(line, below)) return false
    const atFoot =
      line.top > (1 - MARGIN) * height && index >= lines.length - 2 && gap(above, line) >= CLEAR * line.size
    return !((atTop || atFoot) && isRunning(line))
  })
}

function gap(above: Line | undefined, below: Line | undefined): number {
  return above && below ? below.top - above.bottom : Number.POSITIVE_INFINITY
}

function isRunning({ runs }: Line): boolean {
  if (runs.length > 3) return false
  return [runs[0], runs.at(-1)].some((run) => run !== undefined && PAGE_NUMBER.test(runText(run)))
}

/** "Company … Annual report": words at the left and the right edge, over a line of one piece that they do not head. */
function isRunningTitle({ runs, left, right }: Line, below: Line): boolean {
  const [first, last] = [runs[0], runs[1]]
  if (first === undefined || last === undefined || runs.length !== 2 || below.runs.length !== 1) return false
  return !runs.some(isValueRun) && last.left - first.right > APART * (right - left) && below.left > left
}

/** Share of the line's width between its two pieces. */
const APART = 0.3
