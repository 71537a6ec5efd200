import type { Line } from './lines.ts'
import { runText } from './runs.ts'

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
