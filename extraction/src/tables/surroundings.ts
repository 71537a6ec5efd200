import { bottom, overlapX, right, roundedBox, unionAll } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import { statedUnits } from '../values/units.ts'
import { lineText } from './draft.ts'
import type { FoundTable, Remark } from './found-table.ts'
import type { Line } from './lines.ts'

/** In em: white between the table and the line over it, and between lines of a title. */
const TITLE_GAP = 3.5
/** Lines over a table that are looked at. */
const LINES = 5
/** Words: longer lines are sentences about the table, not its title. */
const LONGEST_TITLE = 22
const CAPTION =
  /^(?:table|exhibit|schedule|annex|appendix|tabelle|tableau|cuadro|tabla)\s+\p{L}{0,3}[-.]?\d/iu
/** "As of", "Years ended": when, not what. */
const PERIOD =
  /^(?:as (?:of|at)|at|(?:for the )?(?:fiscal )?(?:years?|quarters?|\p{L}+ (?:and \p{L}+ )?months|\p{L}+ weeks) ended|zum|au|al)\b.{0,60}$/iu

/** The tables with their titles, with what is written about their units, and with whether text stands before or after them. */
export function withSurroundings(tables: readonly FoundTable[], lines: readonly Line[]): FoundTable[] {
  return tables.map((table) => {
    const above = linesOver(table, tables, lines)
    const title = titleAmong(above.map(textOf))
    return {
      ...table,
      ...(title === null ? {} : { title }),
      remarks: [...headerRemarks(table), ...above.map(remarkOf)],
      opensPage: !lines.some((line) => line.bottom <= table.bbox.y + 1) && isFirst(table, tables),
      closesPage: !lines.some((line) => line.top >= bottom(table.bbox) - 1) && isLast(table, tables),
    }
  })
}

/** The lines over a table, the nearest first, up to the next table and to the first wide gap. */
function linesOver(table: FoundTable, tables: readonly FoundTable[], lines: readonly Line[]): Line[] {
  const others = tables.filter((other) => other !== table && bottom(other.bbox) <= table.bbox.y + 1)
  const floor = Math.max(
    0,
    ...others.filter((other) => overlapX(other.bbox, table.bbox) > 0).map((other) => bottom(other.bbox)),
  )
  const over: Line[] = []
  let top = table.bbox.y
  for (const line of lines.toReversed()) {
    if (line.bottom > table.bbox.y + 1 || !isOver(line, table.bbox)) continue
    if (line.top < floor - 1 || top - line.bottom > TITLE_GAP * line.size || over.length === LINES) break
    over.push(line)
    top = line.top
  }
  return over
}

function isOver(line: Line, box: BoundingBox): boolean {
  return line.left < right(box) && line.right > box.x
}

/**
 * Of the lines over a table, the nearest first: the nearest that is neither about units nor a sentence; a caption's
 * first line takes the lines after it along.
 */
export function titleAmong(texts: readonly string[]): string | null {
  const caption = texts.findIndex((text) => CAPTION.test(text))
  if (caption >= 0 && caption < 4) {
    return texts
      .slice(0, caption + 1)
      .reverse()
      .filter((text, index) => index === 0 || !isAboutUnits(text))
      .join(' ')
  }
  const nearest = texts.find((text) => !isAboutUnits(text) && !PERIOD.test(text))
  return nearest === undefined || isSentence(nearest) ? null : nearest
}

function isAboutUnits(text: string): boolean {
  return statedUnits(text) !== null && text.split(' ').length <= LONGEST_TITLE / 2
}

function isSentence(text: string): boolean {
  return text.split(' ').length > LONGEST_TITLE || /[.:;,]$/u.test(text) || /^\p{Ll}/u.test(text)
}

function textOf(line: Line): string {
  return line.runs.map((run) => lineText(run.words)).join(' ')
}

function remarkOf(line: Line): Remark {
  const words = line.runs.flatMap((run) => run.words)
  return { text: textOf(line), bbox: roundedBox(unionAll(words.map((word) => word.bbox)) ?? EMPTY) }
}

const EMPTY: BoundingBox = { x: 0, y: 0, width: 0, height: 0 }

function headerRemarks(table: FoundTable): Remark[] {
  return table.cells
    .filter((cell) => cell.text !== '' && (cell.row < table.headerRows || cell.row === 0))
    .map(({ text, bbox }) => ({ text, bbox }))
}

function isFirst(table: FoundTable, tables: readonly FoundTable[]): boolean {
  return tables.every((other) => other === table || other.bbox.y >= table.bbox.y)
}

function isLast(table: FoundTable, tables: readonly FoundTable[]): boolean {
  return tables.every((other) => other === table || bottom(other.bbox) <= bottom(table.bbox))
}
