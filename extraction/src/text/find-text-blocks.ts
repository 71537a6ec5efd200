import { bottom, containsCentre, grow, roundedBox } from '../geometry/box.ts'
import type { BoundingBox, TextRole } from '../model.ts'
import type { PageContent, Word } from '../read/page-content.ts'
import type { FoundText } from './found-text.ts'
import { isPageNumber, startsCaption, startsFootnote, startsItem } from './markers.ts'
import { type Paragraph, paragraphs, paragraphText } from './paragraphs.ts'
import { textLines } from './text-line.ts'

interface Placed {
  readonly bbox: BoundingBox
}

/** What is written on the page outside its tables and figures, as paragraphs with their roles. */
export function findTextBlocks(
  content: PageContent,
  tables: readonly Placed[],
  figures: readonly Placed[],
): FoundText[] {
  const taken = [...tables, ...figures].map(({ bbox }) => grow(bbox, 1))
  const free = content.words.filter((word) => !taken.some((box) => containsCentre(box, word.bbox)))
  const body = bodySize(free)
  return paragraphs(textLines(free)).map((paragraph): FoundText => {
    const text = paragraphText(paragraph)
    return {
      page: content.number,
      bbox: roundedBox(paragraph.bbox),
      role: roleOf(paragraph, text, body, content),
      text,
      confidence: content.notes.length > 0 ? 0.6 : 0.98,
    }
  })
}

/** The size that most characters have. */
function bodySize(words: readonly Word[]): number {
  const counts = new Map<number, number>()
  for (const word of words) {
    const size = Math.round(word.fontSize * 2) / 2
    counts.set(size, (counts.get(size) ?? 0) + word.text.length)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10
}

/** Share of the page's height that running headers and footers keep to. */
const MARGIN = 0.08
const LARGER = 1.12
const SMALLER = 0.93
const HEADING_LINES = 3
const HEADING_LENGTH = 160

function roleOf(paragraph: Paragraph, text: string, body: number, page: PageContent): TextRole {
  const { lines, bbox } = paragraph
  const first = lines[0]
  if (first === undefined) return 'paragraph'
  if (isPageNumber(text)) {
    if (bbox.y > (1 - MARGIN) * page.height) return 'page_footer'
    if (bottom(bbox) < MARGIN * page.height) return 'page_header'
  }
  if (startsCaption(text) && lines.length <= 4) return 'caption'
  if (first.fontSize < SMALLER * body && bbox.y > page.height / 2 && startsFootnote(first)) return 'footnote'
  if (startsItem(first)) return 'list_item'
  if (isHeading(paragraph, text, body)) return 'heading'
  return 'paragraph'
}

function isHeading({ lines }: Paragraph, text: string, body: number): boolean {
  if (lines.length > HEADING_LINES || text.length > HEADING_LENGTH || !/\p{L}{2}/u.test(text)) return false
  const first = lines[0]
  if (first === undefined) return false
  if (first.fontSize > LARGER * body) return true
  if (/[.;,]$/.test(text)) return false
  if (first.bold) return true
  return text === text.toUpperCase() && /\p{Lu}{3}/u.test(text) && first.fontSize >= SMALLER * body
}
