import { boxBetween } from '../../geometry/box.ts'
import { compose, IDENTITY, mapX, mapY, type Matrix } from '../../geometry/matrix.ts'
import type { BoundingBox } from '../../model.ts'
import { PageFailure } from '../page-failure.ts'
import { clipOf, type Extent, isEmpty, shared } from './clip.ts'
import { Ink } from './ink.ts'
import { PDF_LIMITS } from './limits.ts'
import type { PageFrame } from './page-frame.ts'
import type { Pdfium } from './pdfium.ts'
import { inkPath } from './read-path.ts'

const TEXT = 1
const PATH = 2
const IMAGE = 3
const SHADING = 4
const FORM = 5

/** Forms in forms deeper than this are taken for a loop; PDFium's own parser stops there too. */
const DEEPEST = 12

export interface PageObjects {
  readonly ink: Ink
  /** By text object: what clipping leaves visible, in the file's coordinates. Absent: all of the page. */
  readonly textClips: ReadonlyMap<number, Extent>
}

/** One walk over the page's objects, through form XObjects with their matrices and clips. */
export function readObjects(pdfium: Pdfium, page: number, { space, visible }: PageFrame): PageObjects {
  const walk = new Walk(pdfium, space)
  const { c } = pdfium
  const count = c.FPDFPage_CountObjects(page)
  for (let i = 0; i < count; i++) walk.visit(c.FPDFPage_GetObject(page, i), IDENTITY, visible, 0)
  return { ink: walk.ink, textClips: walk.textClips }
}

class Walk {
  readonly ink = new Ink()
  readonly textClips = new Map<number, Extent>()
  readonly #pdfium: Pdfium
  readonly #space: Matrix
  #objects = 0
  #segments = 0

  constructor(pdfium: Pdfium, space: Matrix) {
    this.#pdfium = pdfium
    this.#space = space
  }

  /** @param toFile from the coordinates of the form that holds the object to the file's */
  visit(object: number, toFile: Matrix, visible: Extent, depth: number): void {
    if (object === 0) return
    if (++this.#objects > PDF_LIMITS.objects) throw tooMuch('things are drawn on it', PDF_LIMITS.objects)
    const clip = clipOf(this.#pdfium, object, visible, toFile)
    switch (this.#pdfium.c.FPDFPageObj_GetType(object)) {
      case TEXT:
        if (clip !== visible || depth > 0) this.textClips.set(object, clip)
        return
      case PATH:
        if (!isEmpty(clip)) this.#path(object, toFile, clip)
        return
      case IMAGE:
        this.#image(object, toFile, clip)
        return
      case SHADING:
        if (!isEmpty(clip) && clip !== visible) this.ink.rectangle(this.#onPage(clip), SHADED)
        return
      case FORM:
        if (depth < DEEPEST && !isEmpty(clip)) this.#form(object, toFile, clip, depth)
    }
  }

  #form(object: number, toFile: Matrix, clip: Extent, depth: number): void {
    const { c } = this.#pdfium
    const inner = compose(this.#matrix(object), toFile)
    const count = c.FPDFFormObj_CountObjects(object)
    for (let i = 0; i < count; i++) this.visit(c.FPDFFormObj_GetObject(object, i), inner, clip, depth + 1)
  }

  #path(object: number, toFile: Matrix, clip: Extent): void {
    this.#segments += this.#pdfium.c.FPDFPath_CountSegments(object)
    if (this.#segments > PDF_LIMITS.segments) throw tooMuch('corners are in its paths', PDF_LIMITS.segments)
    const toPage = compose(toFile, this.#space)
    inkPath(this.#pdfium, object, this.#matrix(object), toPage, this.#onPage(clip), this.ink)
  }

  #image(object: number, toFile: Matrix, clip: Extent): void {
    const { a, b, c, d, e, f } = compose(this.#matrix(object), toFile)
    const extent = shared(clip, {
      left: e + Math.min(0, a, c, a + c),
      right: e + Math.max(0, a, c, a + c),
      bottom: f + Math.min(0, b, d, b + d),
      top: f + Math.max(0, b, d, b + d),
    })
    if (!isEmpty(extent)) this.ink.image(this.#onPage(extent))
  }

  #matrix(object: number): Matrix {
    const { c, slab } = this.#pdfium
    if (c.FPDFPageObj_GetMatrix(object, slab.at) === 0) return IDENTITY
    const m = slab.floats
    return { a: m[0] ?? 1, b: m[1] ?? 0, c: m[2] ?? 0, d: m[3] ?? 1, e: m[4] ?? 0, f: m[5] ?? 0 }
  }

  #onPage(extent: Extent): BoundingBox {
    const s = this.#space
    const { left, bottom, right, top } = extent
    return boxBetween(mapX(s, left, bottom), mapY(s, left, bottom), mapX(s, right, top), mapY(s, right, top))
  }
}

const tooMuch = (what: string, most: number): PageFailure =>
  new PageFailure('page.over_limit', `more than ${most} ${what}`)

/** Shadings run from one colour to another; as backgrounds they count as a light grey. */
const SHADED = 0.8
