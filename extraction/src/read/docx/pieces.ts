import { child, descend, elements, textOf, toggle } from './elements.ts'
import { formatted } from './numbering.ts'
import type { Reading } from './reading.ts'
import { raisedBy } from './styles.ts'
import { symbol } from './symbols.ts'
import type { Piece } from './word-document.ts'
import type { XmlElement } from './xml.ts'

/** Drawings and the like that hang on the text; what they hold is read apart. */
export interface Inline {
  readonly pieces: Piece[]
  readonly hanging: XmlElement[]
}

/** Elements whose children are text as if they were not there. */
const TRANSPARENT = new Set([
  'w:hyperlink',
  'w:smartTag',
  'w:customXml',
  'w:sdtContent',
  'w:fldSimple',
  'w:dir',
  'w:bdo',
  'w:rubyBase',
])

/** The text among these elements, as it stands when every change is accepted. */
export function readInline(parent: XmlElement, reading: Reading, into: Inline): Inline {
  for (const element of elements(parent)) {
    const { name } = element
    if (name === 'w:r') readRun(element, reading, into)
    else if (name === 'w:ins' || name === 'w:moveTo') {
      reading.met.add('tracked')
      readInline(element, reading, into)
    } else if (name === 'w:del' || name === 'w:moveFrom') reading.met.add('tracked')
    else if (TRANSPARENT.has(name)) readInline(element, reading, into)
    else if (name === 'w:sdt') readInline(child(element, 'w:sdtContent') ?? EMPTY, reading, into)
    else if (name === 'm:oMath' || name === 'm:oMathPara') readMath(element, reading, into)
    else if (name === 'mc:AlternateContent') readInline(chosen(element), reading, into)
  }
  return into
}

const EMPTY: XmlElement = { name: '', attributes: {}, children: [] }

/** Of two ways to say the same, the newer where it is one that is read here. */
export function chosen(alternatives: XmlElement): XmlElement {
  return child(alternatives, 'mc:Choice') ?? child(alternatives, 'mc:Fallback') ?? EMPTY
}

function readMath(element: XmlElement, reading: Reading, { pieces }: Inline): void {
  if (isShown(reading)) pieces.push({ text: textOf(element), raised: false })
}

const isShown = ({ fields }: Reading): boolean => fields.every((part) => part === 'result')

function readRun(run: XmlElement, reading: Reading, into: Inline): void {
  const properties = child(run, 'w:rPr')
  const style = reading.styles.of(descend(properties, 'w:rStyle')?.attributes['w:val'])
  const hidden = toggle(properties, 'w:vanish') ?? style.hidden
  const raised = raisedBy(properties) ?? style.raised
  for (const element of elements(run)) {
    if (element.name === 'w:fldChar') followField(element.attributes['w:fldCharType'], reading)
    if (hidden || !isShown(reading)) continue
    const mark = noteMark(element, reading)
    const text = mark ?? characters(element)
    if (text !== '') into.pieces.push({ text, raised: raised || mark !== null })
    else if (HANGING.has(element.name)) into.hanging.push(element)
    else if (element.name === 'w:ruby') readInline(element, reading, into)
    else if (element.name === 'mc:AlternateContent')
      into.hanging.push(...elements(chosen(element)).filter(({ name }) => HANGING.has(name)))
  }
}

const HANGING = new Set(['w:drawing', 'w:pict', 'w:object'])

/** Begin, instruction, separate, result, end; a field without a separator has no result. */
function followField(type: string | undefined, { fields }: Reading): void {
  if (type === 'begin') fields.push('instruction')
  else if (type === 'separate' && fields.length > 0) fields[fields.length - 1] = 'result'
  else if (type === 'end') fields.pop()
}

/** The number of a footnote or an endnote where the text refers to it. */
function noteMark({ name, attributes }: XmlElement, { footnotes, endnotes }: Reading): string | null {
  const notes = name === 'w:footnoteReference' ? footnotes : name === 'w:endnoteReference' ? endnotes : null
  const id = attributes['w:id']
  if (notes === null || id === undefined) return null
  if (!notes.includes(id)) notes.push(id)
  // The mark that follows is one of the author's own.
  if (attributes['w:customMarkFollows'] !== undefined) return null
  return formatted(notes.indexOf(id) + 1, notes === endnotes ? 'lowerRoman' : 'decimal')
}

function characters(element: XmlElement): string {
  switch (element.name) {
    case 'w:t':
      return textOf(element).replaceAll('\u00ad', '')
    case 'w:tab':
    case 'w:ptab':
      return '\t'
    case 'w:br':
    case 'w:cr':
      return '\n'
    case 'w:noBreakHyphen':
      return '-'
    case 'w:sym':
      return symbol(element.attributes['w:font'], element.attributes['w:char'])
    default:
      return ''
  }
}
