import { SaxesParser } from 'saxes'
import { ExtractionFailure } from '../../failure.ts'
import type { DocxLimits } from './limits.ts'
import { prefixOf } from './namespaces.ts'

/** An element with the prefix that WordprocessingML is usually written with, whatever the file calls it: `w:tbl`. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlNode[]
}

export type XmlNode = XmlElement | string

interface OpenElement extends XmlElement {
  readonly children: XmlNode[]
}

/**
 * The root of a part. Throws ExtractionFailure: `document.hostile` for a DOCTYPE, the only way to entities of one's
 * own; `document.over_limit` for what is too deep or too much; `document.damaged` for what is no XML.
 */
export function parseXml(bytes: Uint8Array, part: string, limits: DocxLimits): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const top: OpenElement = { name: '', attributes: {}, children: [] }
  const stack: OpenElement[] = [top]
  let nodes = 0
  const add = (node: XmlNode) => {
    nodes += 1
    if (nodes > limits.nodes) throw overLimit(part, `has more than ${limits.nodes} elements`)
    stack.at(-1)?.children.push(node)
  }
  parser.on('doctype', () => {
    throw new ExtractionFailure(
      'document.hostile',
      `${part} in the file declares a document type, as no Word document does.`,
    )
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    if (stack.length > limits.depth) throw overLimit(part, `is nested deeper than ${limits.depth} elements`)
    const element = { name: prefixOf(uri) + local, attributes: attributesOf(attributes), children: [] }
    add(element)
    stack.push(element)
  })
  parser.on('closetag', () => void stack.pop())
  parser.on('text', add)
  parser.on('cdata', add)
  try {
    parser.write(decoded(bytes)).close()
  } catch (cause) {
    if (cause instanceof ExtractionFailure) throw cause
    throw damaged(part, cause)
  }
  const root = top.children.find((node) => typeof node !== 'string')
  if (root === undefined) throw damaged(part)
  return root
}

function attributesOf(
  attributes: Readonly<Record<string, { uri: string; local: string; value: string }>>,
): Record<string, string> {
  const plain: Record<string, string> = Object.create(null)
  for (const { uri, local, value } of Object.values(attributes)) plain[prefixOf(uri) + local] = value
  return plain
}

/** XML is UTF-8 unless it begins with the mark of UTF-16. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

const damaged = (part: string, cause?: unknown) =>
  new ExtractionFailure('document.damaged', `The file is damaged: ${part} in it is no XML.`, { cause })

const overLimit = (part: string, what: string) =>
  new ExtractionFailure('document.over_limit', `${part} in the file ${what}, which is over the limit.`)
