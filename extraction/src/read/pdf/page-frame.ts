import type { Matrix } from '../../geometry/matrix.ts'
import { pageSpace, type QuarterTurn } from '../../geometry/page-space.ts'
import { PageFailure } from '../page-failure.ts'
import type { Extent } from './clip.ts'
import { PDF_LIMITS } from './limits.ts'
import type { Pdfium } from './pdfium.ts'

/** Where a page's coordinates come from. */
export interface PageFrame {
  /** The crop box within the media box, in the file's coordinates. */
  readonly visible: Extent
  readonly rotation: QuarterTurn
  /** From the file's coordinates to the page's. */
  readonly space: Matrix
  /** As a reader sees it: points. */
  readonly width: number
  readonly height: number
}

const TURNS: readonly QuarterTurn[] = [0, 90, 180, 270]

export function frameOf({ c, slab }: Pdfium, page: number): PageFrame {
  c.FPDF_GetPageBoundingBox(page, slab.at)
  const [left = 0, top = 0, right = 0, bottom = 0] = slab.floats
  const rotation = TURNS[c.FPDFPage_GetRotation(page) & 3] ?? 0
  const visible = { left, bottom, right, top }
  const [across, down] = [right - left, top - bottom]
  if (!(across > 0 && down > 0 && Number.isFinite(across + down))) {
    throw new PageFailure('page.failed', 'its box is empty')
  }
  if (Math.max(across, down) > PDF_LIMITS.pageSide) {
    const size = `${Math.round(across)} × ${Math.round(down)}`
    throw new PageFailure(
      'page.over_limit',
      `it is ${size} points large, at most ${PDF_LIMITS.pageSide} a side are read`,
    )
  }
  const [width, height] = rotation % 180 === 0 ? [across, down] : [down, across]
  return { visible, rotation, space: pageSpace(visible, rotation), width, height }
}
