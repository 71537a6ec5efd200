import type { PageContent } from '../read/page-content.ts'
import type { FlowItem } from './flow.ts'
import { pageOf, type Place, type Places } from './places.ts'

/**
 * Places of the pictures of a document among the images on its pages: one for one where their numbers agree, else
 * the next image of the page on which the text before the picture stands.
 */
export function locatePictures(
  items: readonly FlowItem[],
  places: Places,
  pages: readonly PageContent[],
): (Place | undefined)[] {
  const images = pages.map(({ number, images }) =>
    images.map((bbox) => ({ page: number, bbox })).sort((a, b) => a.bbox.y - b.bbox.y || a.bbox.x - b.bbox.x),
  )
  const all = images.flat()
  const figures = items.filter(({ kind }) => kind === 'figure').length
  if (figures === all.length) return all
  const found: (Place | undefined)[] = []
  let page = 1
  for (const item of items) {
    if (item.kind === 'text') page = pageOf(item.lines.flat(), places) ?? page
    else if (item.kind === 'figure') found.push(images[page - 1]?.shift())
  }
  return found
}
