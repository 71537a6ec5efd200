import { child, descend, elements, everyNamed } from './elements.ts'
import { chosen, type Inline, readInline } from './pieces.ts'
import type { Reading } from './reading.ts'
import { listPlace, outlineOf, type Style } from './styles.ts'
import { readTable } from './table.ts'
import type { Block, Paragraph, Piece } from './word-document.ts'
import type { XmlElement } from './xml.ts'

/** Paragraphs, tables, pictures and the contents of text boxes, in order. */
export function readBlocks(parent: XmlElement, reading: Reading): Block[] {
  const blocks: Block[] = []
  let before: Piece[] = []
  for (const element of blockElements(parent)) {
    if (element.name === 'w:tbl') {
      blocks.push(readTable(element, reading, (cell) => readBlocks(cell, reading)))
    } else if (element.name === 'w:altChunk') {
      reading.met.add('imported')
    } else if (element.name === 'w:p') {
      const { paragraph, hanging, goesOn } = readParagraph(element, reading, before)
      before = goesOn ? [...paragraph.pieces] : []
      if (!goesOn && paragraph.pieces.some(({ text }) => text.trim() !== '')) blocks.push(paragraph)
      blocks.push(...hanging.flatMap((each) => readHanging(each, reading)))
    }
  }
  if (before.length > 0) blocks.push({ kind: 'paragraph', role: 'paragraph', pieces: before })
  return blocks
}

const WRAPPERS = new Set(['w:customXml', 'w:ins', 'w:moveTo', 'w:sdtContent', 'w:sdt'])

function blockElements(parent: XmlElement): XmlElement[] {
  return elements(parent).flatMap((element) => {
    if (WRAPPERS.has(element.name)) return blockElements(element)
    return element.name === 'mc:AlternateContent' ? blockElements(chosen(element)) : [element]
  })
}

/** `goesOn`: its end was deleted, so that it goes on with the next paragraph. */
function readParagraph(
  element: XmlElement,
  reading: Reading,
  before: readonly Piece[],
): { paragraph: Paragraph; hanging: readonly XmlElement[]; goesOn: boolean } {
  const properties = child(element, 'w:pPr')
  const style = reading.styles.paragraph(descend(properties, 'w:pStyle')?.attributes['w:val'])
  const place = listPlace(properties, style.list)
  const inline: Inline = readInline(element, reading, { pieces: [...before], hanging: [] })
  endInstructions(reading)
  const mark = descend(properties, 'w:rPr')
  const goesOn = child(mark, 'w:del') !== undefined || child(mark, 'w:moveFrom') !== undefined
  if (goesOn || child(mark, 'w:ins') !== undefined) reading.met.add('tracked')
  const isEmpty = inline.pieces.length === 0
  const label = place === undefined || isEmpty || goesOn ? '' : reading.numbering.next(place)
  if (label !== '') inline.pieces.unshift({ text: `${label} `, raised: false })
  const role = roleOf(style, outlineOf(properties) ?? style.outline, label !== '')
  return { paragraph: { kind: 'paragraph', role, pieces: inline.pieces }, hanging: inline.hanging, goesOn }
}

/** No instruction goes on over paragraphs: one that seems to is broken, and must not hide the rest of the text. */
function endInstructions({ fields }: Reading): void {
  fields.forEach((_, index) => (fields[index] = 'result'))
}

function roleOf(style: Style, outline: number | undefined, labelled: boolean): Paragraph['role'] {
  if (/^(?:toc|table of figures|index)\b/.test(style.name)) return 'contents'
  if (style.name === 'caption') return 'caption'
  if (outline !== undefined) return 'heading'
  return labelled || /^list\b/.test(style.name) ? 'list_item' : 'paragraph'
}

/** What a drawing, an old picture or an embedded object shows: text boxes as text, the rest as a picture. */
function readHanging(element: XmlElement, reading: Reading): Block[] {
  if (element.name === 'w:object') reading.met.add('embedded')
  const boxes = outermost(element, 'w:txbxContent')
  const texts = boxes.flatMap((box) => readBlocks(box, reading))
  const shown = SHOWN.some((name) => !everyNamed(element, name).next().done)
  return shown ? [{ kind: 'picture' }, ...texts] : texts
}

const SHOWN = ['a:blip', 'v:imagedata', 'c:chart']

/** Elements of a name that lie in no other of that name, and one of each two alternatives. */
function outermost(element: XmlElement, name: string): XmlElement[] {
  return elements(element).flatMap((each) => {
    if (each.name === name) return [each]
    return outermost(each.name === 'mc:AlternateContent' ? chosen(each) : each, name)
  })
}
