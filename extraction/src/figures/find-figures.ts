import { area, bottom, intersection, overlapX, roundedBox } from '../geometry/box.ts'
import { clusters } from '../geometry/clusters.ts'
import type { BoundingBox } from '../model.ts'
import type { PageContent } from '../read/page-content.ts'
import { startsCaption } from '../text/markers.ts'
import { type Paragraph, paragraphs, paragraphText } from '../text/paragraphs.ts'
import type { TextLine } from '../text/text-line.ts'
import { withAxes } from './axes.ts'
import { barAreas } from './bars.ts'
import type { FoundFigure } from './found-figure.ts'
import { withLabels } from './labels.ts'

const ENGINE = 'figures@1'

/** Points: drawings nearer than this are one figure. */
const GAP = 10
/** Points a side: smaller ones are ornaments. */
const SMALLEST = 30
/** Of the page: a larger image is its background or the scan of it. */
const LARGEST = 0.9
/** Of the figure: so much of it inside a table makes it part of the table. */
const IN_TABLE = 0.5

/** Images and clusters of drawings and bars, with their labels and the caption that stands next to them. */
export function findFigures(
  content: PageContent,
  lines: readonly TextLine[],
  tables: readonly { readonly bbox: BoundingBox }[],
): FoundFigure[] {
  const page = content.width * content.height
  const captions = paragraphs(lines).filter((paragraph) => startsCaption(paragraph.lines[0]?.text ?? ''))
  const bars = barAreas(content.fills.map((fill) => fill.bbox))
  return clusters([...content.images, ...content.drawings, ...bars], GAP)
    .filter((box) => Math.max(box.width, box.height) >= SMALLEST)
    .filter((box) => !tables.some((table) => shared(table.bbox, box) > IN_TABLE * area(box)))
    .map((box) => (content.images.includes(box) ? box : withLabels(withAxes(box, content.rules), lines)))
    .filter((box) => Math.min(box.width, box.height) >= SMALLEST && area(box) < LARGEST * page)
    .map((box): FoundFigure => {
      const caption = captionOf(box, captions)
      return {
        page: content.number,
        bbox: roundedBox(box),
        engine: ENGINE,
        confidence: caption === undefined ? 0.7 : 0.9,
        ...(caption === undefined ? {} : { caption }),
      }
    })
}

const shared = (a: BoundingBox, b: BoundingBox): number => {
  const box = intersection(a, b)
  return box === null ? 0 : area(box)
}

/** Points: a caption stands no farther above or below its figure. */
const CAPTION_GAP = 30

function captionOf(box: BoundingBox, captions: readonly Paragraph[]): string | undefined {
  const near = captions
    .map((caption) => ({
      caption,
      gap: Math.max(caption.bbox.y - bottom(box), box.y - bottom(caption.bbox)),
    }))
    .filter(({ caption, gap }) => gap > -20 && gap < CAPTION_GAP && overlapX(caption.bbox, box) > 0)
    .sort((a, b) => a.gap - b.gap)[0]
  return near && paragraphText(near.caption)
}
