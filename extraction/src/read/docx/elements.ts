import type { XmlElement } from './xml.ts'

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const node of element?.children ?? []) if (typeof node !== 'string' && node.name === name) return node
  return undefined
}

export function elements(element: XmlElement | undefined): XmlElement[] {
  return element?.children.filter((node) => typeof node !== 'string') ?? []
}

export function childrenNamed(element: XmlElement | undefined, name: string): XmlElement[] {
  return elements(element).filter((node) => node.name === name)
}

/** The element at the end of a path of names. */
export function descend(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce((at: XmlElement | undefined, name) => child(at, name), element)
}

/** All elements of a name below this one, at any depth, in order. */
export function* everyNamed(element: XmlElement, name: string): Generator<XmlElement> {
  for (const node of element.children) {
    if (typeof node === 'string') continue
    if (node.name === name) yield node
    yield* everyNamed(node, name)
  }
}

export function textOf(element: XmlElement): string {
  return element.children.map((node) => (typeof node === 'string' ? node : textOf(node))).join('')
}

/** `w:val` of a child: `<w:outlineLvl w:val="1"/>`. */
export function valueOf(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.attributes['w:val']
}

/** A property that is on when it stands there without a value (ECMA-376 17.17.4); undefined when it does not. */
export function toggle(element: XmlElement | undefined, name: string): boolean | undefined {
  const found = child(element, name)
  if (found === undefined) return undefined
  return !['0', 'false', 'off'].includes(found.attributes['w:val'] ?? 'on')
}

/** A whole number from 0 to `most`; undefined for anything else. */
export function count(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return undefined
  return Math.min(Number(text), most)
}
