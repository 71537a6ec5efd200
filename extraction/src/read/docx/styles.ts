import { child, childrenNamed, count, descend, toggle, valueOf } from './elements.ts'
import type { XmlElement } from './xml.ts'

/** What this reader needs of a paragraph or character style, with what it takes from the styles that it is based on. */
export interface Style {
  /** Lower case: `heading 1`, `caption`, `toc 2`. */
  readonly name: string
  /** 0 for the highest heading; undefined for text. */
  readonly outline: number | undefined
  readonly list: ListPlace | undefined
  readonly hidden: boolean
  readonly raised: boolean
  /** Of tables: see `bordersIn`. */
  readonly ruled: boolean
}

/** Which list, and how deep in it. */
export interface ListPlace {
  readonly id: string
  readonly level: number
}

export const NO_STYLE: Style = {
  name: '',
  outline: undefined,
  list: undefined,
  hidden: false,
  raised: false,
  ruled: false,
}

/** A list is at most so deep (ECMA-376 17.9.3). */
export const LEVELS = 9
/** Word refuses chains of styles longer than ten. */
const LONGEST_CHAIN = 10

export class Styles {
  readonly #elements: ReadonlyMap<string, XmlElement>
  readonly #known = new Map<string, Style>()
  readonly #normal: string | undefined

  constructor(root: XmlElement | null) {
    const styles = childrenNamed(root ?? undefined, 'w:style')
    this.#elements = new Map(styles.map((style) => [style.attributes['w:styleId'] ?? '', style]))
    this.#normal = styles.find(
      ({ attributes }) => attributes['w:type'] === 'paragraph' && attributes['w:default'] === '1',
    )?.attributes['w:styleId']
  }

  paragraph(id: string | undefined): Style {
    return this.of(id ?? this.#normal)
  }

  of(id: string | undefined): Style {
    if (id === undefined) return NO_STYLE
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const style = this.#resolve(id, LONGEST_CHAIN)
    this.#known.set(id, style)
    return style
  }

  #resolve(id: string, left: number): Style {
    const element = this.#elements.get(id)
    if (element === undefined || left === 0) return NO_STYLE
    const basis = valueOf(element, 'w:basedOn')
    const base = basis === undefined ? NO_STYLE : this.#resolve(basis, left - 1)
    const paragraph = child(element, 'w:pPr')
    const run = child(element, 'w:rPr')
    const name = valueOf(element, 'w:name')?.toLowerCase() ?? ''
    return {
      name,
      outline: outlineOf(paragraph, name) ?? base.outline,
      list: listPlace(paragraph, base.list),
      hidden: toggle(run, 'w:vanish') ?? base.hidden,
      raised: raisedBy(run) ?? base.raised,
      ruled: bordersIn(child(element, 'w:tblPr')) ?? base.ruled,
    }
  }
}

/** `w:outlineLvl` 9 is body text. */
export function outlineOf(properties: XmlElement | undefined, name = ''): number | undefined {
  const level = count(valueOf(properties, 'w:outlineLvl'), LEVELS)
  if (level !== undefined) return level < LEVELS ? level : undefined
  const heading = /^(?:heading|title|subtitle)\b\s*(\d?)/.exec(name)
  return heading === null ? undefined : Number(heading[1] || 1) - 1
}

/** What the properties say of a list over what their basis says; list 0 is none. */
export function listPlace(
  properties: XmlElement | undefined,
  base: ListPlace | undefined,
): ListPlace | undefined {
  const numbering = child(properties, 'w:numPr')
  const id = valueOf(numbering, 'w:numId') ?? base?.id
  if (id === undefined || id === '0') return undefined
  return { id, level: count(valueOf(numbering, 'w:ilvl'), LEVELS - 1) ?? base?.level ?? 0 }
}

export function raisedBy(run: XmlElement | undefined): boolean | undefined {
  const aligned = descend(run, 'w:vertAlign')?.attributes['w:val']
  // Half points over the baseline: how LibreOffice writes a superscript of a size of its own.
  const lifted = count(valueOf(run, 'w:position'), 100) ?? 0
  if (lifted >= 4) return true
  return aligned === undefined ? undefined : aligned === 'superscript'
}

/** Whether lines are drawn between rows and between columns; undefined where nothing is said. */
export function bordersIn(table: XmlElement | undefined): boolean | undefined {
  const borders = child(table, 'w:tblBorders')
  if (borders === undefined) return undefined
  return ['w:insideH', 'w:insideV'].every(
    (side) => !['none', 'nil'].includes(valueOf(borders, side) ?? 'none'),
  )
}
