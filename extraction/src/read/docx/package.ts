import { ExtractionFailure } from '../../failure.ts'
import { childrenNamed } from './elements.ts'
import type { DocxLimits } from './limits.ts'
import { parseXml, type XmlElement } from './xml.ts'
import { ZipArchive } from './zip.ts'

/** A relation of a part to another part, or to something outside of the file, which is never opened. */
export interface Relation {
  readonly id: string
  /** The last word of its type: `styles`, `image`, `hyperlink`. */
  readonly type: string
  /** The name of a part in the package; of an external one, its address. */
  readonly target: string
  readonly external: boolean
}

/** The parts of a document and their relations (Open Packaging Conventions, ECMA-376 part 2). */
export class DocumentPackage {
  readonly #zip: ZipArchive
  readonly #limits: DocxLimits
  /** The name of the part with the document's text. */
  readonly main: string

  /** Throws ExtractionFailure; `document.not_supported` names what the package is instead. */
  constructor(bytes: Uint8Array, limits: DocxLimits) {
    this.#zip = new ZipArchive(bytes, limits)
    this.#limits = limits
    this.main = this.#mainPart()
  }

  get names(): string[] {
    return this.#zip.names
  }

  has(name: string): boolean {
    return this.#zip.has(name)
  }

  /** The part's root; null when there is no such part. Throws ExtractionFailure. */
  xml(name: string): XmlElement | null {
    const bytes = this.#zip.read(name)
    return bytes === null ? null : parseXml(bytes, name, this.#limits)
  }

  relations(part: string): Relation[] {
    const root = this.xml(relationsName(part))
    return childrenNamed(root ?? undefined, 'Relationship').map(({ attributes }) => {
      const external = attributes['TargetMode'] === 'External'
      const target = attributes['Target'] ?? ''
      return {
        id: attributes['Id'] ?? '',
        type: attributes['Type']?.split('/').at(-1) ?? '',
        target: external ? target : resolved(part, target),
        external,
      }
    })
  }

  /** Of every part. */
  allRelations(): Relation[] {
    return this.names.flatMap((name) => {
      const [, folder = '', file] = /^(.*?)_rels\/([^/]*)\.rels$/.exec(name) ?? []
      return file === undefined ? [] : this.relations(folder + file)
    })
  }

  #mainPart(): string {
    if (!this.#zip.has('[Content_Types].xml')) throw notWord(this.#zip)
    const main = this.relations('').find(
      ({ type, external }) => type === 'officeDocument' && !external,
    )?.target
    if (main === undefined || !this.#zip.has(main)) throw notWord(this.#zip)
    if (
      !/wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)/.test(this.#contentType(main))
    )
      throw notWord(this.#zip)
    return main
  }

  #contentType(part: string): string {
    const types = this.xml('[Content_Types].xml') ?? undefined
    const override = childrenNamed(types, 'Override').find(
      ({ attributes }) => attributes['PartName']?.toLowerCase() === `/${part}`.toLowerCase(),
    )
    const byEnding = childrenNamed(types, 'Default').find(
      ({ attributes }) => attributes['Extension']?.toLowerCase() === part.split('.').at(-1)?.toLowerCase(),
    )
    return (override ?? byEnding)?.attributes['ContentType'] ?? ''
  }
}

function relationsName(part: string): string {
  const cut = part.lastIndexOf('/') + 1
  return `${part.slice(0, cut)}_rels/${part.slice(cut)}.rels`
}

/** The name of a part that another one names: it is looked up in the archive, never on a disk. */
function resolved(part: string, target: string): string {
  const steps = target.startsWith('/') ? [] : part.split('/').slice(0, -1)
  for (const step of target.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

/** By what only they have in their archives. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^xl\//, 'an Excel workbook (XLSX)'],
  [/^ppt\//, 'a PowerPoint presentation (PPTX)'],
  [/^visio\//, 'a Visio drawing (VSDX)'],
  [/^META-INF\/MANIFEST\.MF$/, 'a Java archive (JAR)'],
  [/^META-INF\/container\.xml$/, 'an e-book (EPUB)'],
  [/^META-INF\/manifest\.xml$/, 'an OpenDocument file (ODT, ODS or ODP)'],
]

function notWord(zip: ZipArchive): ExtractionFailure {
  const names = zip.names
  const other = OTHERS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1]
  return new ExtractionFailure(
    'document.not_supported',
    `The file is ${other ?? 'a ZIP archive'}, neither a PDF nor a Word document (DOCX). Save it as one of them.`,
  )
}
