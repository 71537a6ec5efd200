import { mapX, mapY, type Matrix } from '../../geometry/matrix.ts'
import type { Pdfium } from './pdfium.ts'

/** An area in the file's coordinates, y upwards. */
export interface Extent {
  readonly left: number
  readonly bottom: number
  readonly right: number
  readonly top: number
}

/** Clipping paths of more segments than this are shapes around pictures; their page object's bounds say enough. */
const MOST_SEGMENTS = 32

/**
 * What an object's clipping paths leave of `visible`: exact for rectangles, the bounds of other shapes.
 * `visible` itself where nothing clips.
 *
 * @param toFile from the coordinates of the form that holds the object to the file's
 */
export function clipOf(pdfium: Pdfium, object: number, visible: Extent, toFile: Matrix): Extent {
  const { c } = pdfium
  const clip = c.FPDFPageObj_GetClipPath(object)
  if (clip === 0) return visible
  const paths = c.FPDFClipPath_CountPaths(clip)
  let extent = visible
  for (let path = 0; path < paths; path++) {
    const segments = c.FPDFClipPath_CountPathSegments(clip, path)
    if (segments >= 2 && segments <= MOST_SEGMENTS) {
      extent = shared(extent, boundsOfPath(pdfium, clip, path, segments, toFile))
    }
  }
  return extent
}

function boundsOfPath(
  { c, slab }: Pdfium,
  clip: number,
  path: number,
  segments: number,
  toFile: Matrix,
): Extent {
  let left = Infinity
  let bottom = Infinity
  let right = -Infinity
  let top = -Infinity
  for (let i = 0; i < segments; i++) {
    const segment = c.FPDFClipPath_GetPathSegment(clip, path, i)
    if (c.FPDFPathSegment_GetPoint(segment, slab.at, slab.at + 4) === 0) continue
    const floats = slab.floats
    const px = floats[0] ?? 0
    const py = floats[1] ?? 0
    const x = mapX(toFile, px, py)
    const y = mapY(toFile, px, py)
    left = Math.min(left, x)
    right = Math.max(right, x)
    bottom = Math.min(bottom, y)
    top = Math.max(top, y)
  }
  return { left, bottom, right, top }
}

export function shared(a: Extent, b: Extent): Extent {
  return {
    left: Math.max(a.left, b.left),
    bottom: Math.max(a.bottom, b.bottom),
    right: Math.min(a.right, b.right),
    top: Math.min(a.top, b.top),
  }
}

export const isEmpty = (extent: Extent): boolean => extent.left > extent.right || extent.bottom > extent.top
