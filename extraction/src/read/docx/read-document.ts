import { child, count, descend, elements } from './elements.ts'
import { readBlocks } from './blocks.ts'
import { type DocxLimits, DOCX_LIMITS } from './limits.ts'
import { formatted, Numbering } from './numbering.ts'
import { DocumentPackage, type Relation } from './package.ts'
import type { Reading } from './reading.ts'
import { Styles } from './styles.ts'
import { notesOn } from './what-was-left.ts'
import type { Block, Paragraph, WordDocument } from './word-document.ts'
import type { XmlElement } from './xml.ts'
import { ExtractionFailure } from '../../failure.ts'

/** A DOCX as a Word document. Throws ExtractionFailure: not supported, damaged, hostile or over a limit. */
export function readDocx(bytes: Uint8Array, limits: DocxLimits = DOCX_LIMITS): WordDocument {
  const parts = new DocumentPackage(bytes, limits)
  const relations = parts.relations(parts.main)
  const part = (type: string): XmlElement | null => {
    const target = relations.find((relation) => relation.type === type && !relation.external)?.target
    return target === undefined ? null : parts.xml(target)
  }
  const body = child(parts.xml(parts.main) ?? undefined, 'w:body')
  if (body === undefined)
    throw new ExtractionFailure('document.damaged', 'The file is damaged: it has no text part.')
  const reading: Reading = {
    styles: new Styles(part('styles')),
    numbering: new Numbering(part('numbering')),
    met: new Set(),
    footnotes: [],
    endnotes: [],
    fields: [],
    limits,
    cells: 0,
  }
  const blocks = readBlocks(body, reading)
  const running = (type: 'header' | 'footer') => readRunning(relations, type, parts, reading)
  const [headers, footers] = [running('header'), running('footer')]
  const footnotes = [
    ...readNotes(part('footnotes'), reading.footnotes, 'decimal', reading),
    ...readNotes(part('endnotes'), reading.endnotes, 'lowerRoman', reading),
  ]
  return {
    blocks,
    headers,
    footers,
    footnotes,
    pageSize: pageSize(descend(body, 'w:sectPr', 'w:pgSz')),
    notes: notesOn(parts, reading.met),
  }
}

/** The running headers or footers of all sections, each text once. */
function readRunning(
  relations: readonly Relation[],
  type: 'header' | 'footer',
  parts: DocumentPackage,
  reading: Reading,
): Paragraph[] {
  const seen = new Map<string, Paragraph>()
  for (const { target } of relations.filter((relation) => relation.type === type && !relation.external)) {
    const root = parts.xml(target)
    if (root === null) continue
    reading.fields.length = 0
    for (const paragraph of paragraphsIn(readBlocks(root, reading))) {
      const text = paragraph.pieces.map((piece) => piece.text).join('')
      if (!seen.has(text)) seen.set(text, paragraph)
    }
  }
  return [...seen.values()]
}

export function paragraphsIn(blocks: readonly Block[]): Paragraph[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return [block]
    if (block.kind === 'picture') return []
    return block.rows.flatMap((row) => row.cells.flatMap((cell) => paragraphsIn(cell.blocks)))
  })
}

/** The notes that the text refers to, each with its mark before its first paragraph. */
function readNotes(
  root: XmlElement | null,
  ids: readonly string[],
  format: string,
  reading: Reading,
): Block[] {
  const notes = new Map(elements(root ?? undefined).map((note) => [note.attributes['w:id'] ?? '', note]))
  return [...new Set(ids)].flatMap((id, index) => {
    const note = notes.get(id)
    if (note === undefined) return []
    reading.fields.length = 0
    const [first, ...rest] = readBlocks(note, reading)
    if (first?.kind !== 'paragraph') return first === undefined ? [] : [first, ...rest]
    const mark = { text: `${formatted(index + 1, format)} `, raised: true }
    return [{ ...first, pieces: [mark, ...first.pieces] }, ...rest]
  })
}

/** Twentieths of a point; US Letter where nothing is said, and nothing larger than Word takes (22 in). */
function pageSize(size: XmlElement | undefined): WordDocument['pageSize'] {
  const points = (name: string, otherwise: number) =>
    (count(size?.attributes[name], 22 * 1440) || otherwise * 20) / 20
  return { width: points('w:w', 612), height: points('w:h', 792) }
}
