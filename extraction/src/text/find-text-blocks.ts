import { containsCentre, grow, roundedBox } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { PageContent } from '../read/page-content.ts'
import { joinContents } from './contents.ts'
import type { FoundText } from './found-text.ts'
import { hyphenated, type Paragraph, paragraphs, paragraphText } from './paragraphs.ts'
import { belongsUnder, isPageNumberAt, roleOf, type Surroundings } from './roles.ts'
import { commonSize, type TextLine } from './text-line.ts'

interface Placed {
  readonly bbox: BoundingBox
}

/** As sure as the reader is of its characters; text layers that are partly unreadable say so in a note. */
const SURE = 0.99
const DOUBTFUL = 0.6

/**
 * What is written on the page outside its tables and figures, as paragraphs with their roles.
 *
 * @param lines those outside the tables
 */
export function findTextBlocks(
  content: PageContent,
  lines: readonly TextLine[],
  tables: readonly Placed[],
  figures: readonly Placed[],
): FoundText[] {
  const taken = [...tables, ...figures].map(({ bbox }) => bbox)
  const outside = lines.filter(
    (line) => !figures.some(({ bbox }) => containsCentre(grow(bbox, 1), line.bbox)),
  )
  const free = joinContents(outside)
  const vocabulary = hyphenated(free)
  const blocks = paragraphs(free).map((paragraph) => ({
    paragraph,
    text: paragraphText(paragraph, vocabulary),
  }))
  const around = surroundings(content, free, blocks, taken)
  const noted = tables.map(({ bbox }) => bbox)
  return blocks.map(({ paragraph, text }) => {
    const under = belongsUnder(paragraph, noted, around.bodySize)
    if (under) noted.push(paragraph.bbox)
    return {
      page: content.number,
      bbox: roundedBox(paragraph.bbox),
      role: under ? 'footnote' : roleOf(paragraph, text, around),
      text,
      confidence: content.notes.length > 0 ? DOUBTFUL : SURE,
    }
  })
}

function surroundings(
  { width, height }: PageContent,
  lines: readonly TextLine[],
  blocks: readonly { readonly paragraph: Paragraph; readonly text: string }[],
  taken: readonly BoundingBox[],
): Surroundings {
  const boxes = [...blocks.map(({ paragraph }) => paragraph.bbox), ...taken]
  return {
    width,
    height,
    bodySize: commonSize(lines.flatMap((line) => line.words)) || 10,
    boxes,
    pageNumbers: blocks
      .filter(({ paragraph, text }) => isPageNumberAt(paragraph.bbox, text, height, boxes))
      .map(({ paragraph }) => paragraph.bbox),
  }
}
