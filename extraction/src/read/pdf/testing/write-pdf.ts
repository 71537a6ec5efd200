/** What a page of a test document says. Coordinates are the file's own: points, y upwards. */
export interface TestPage {
  /** Operators of the content stream. */
  readonly content: string
  /** left, bottom, right, top; 400 × 300 unless given. */
  readonly mediaBox?: readonly number[]
  readonly cropBox?: readonly number[]
  readonly rotate?: number
  /** Form XObjects by name: their entries besides /Type and /Subtype, and their operators. */
  readonly forms?: Readonly<Record<string, { readonly entries: string; readonly content: string }>>
  /** Entries of each annotation, and the operators of its appearance. */
  readonly annotations?: readonly { readonly entries: string; readonly content: string }[]
}

export interface TestFont {
  readonly name: string
  /** The font dictionary's entries. */
  readonly entries: string
  /** A ToUnicode table: hexadecimal codes to text. */
  readonly toUnicode?: Readonly<Record<string, string>>
}

const FONTS: readonly TestFont[] = [
  { name: 'Sans', entries: '/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding' },
  { name: 'Bold', entries: '/Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding' },
  { name: 'Italic', entries: '/Subtype /Type1 /BaseFont /Times-Italic /Encoding /WinAnsiEncoding' },
]

/** A small PDF of these pages, with the fonts /Sans (Helvetica), /Bold, /Italic, and any others given. */
export function writePdf(pages: readonly TestPage[], moreFonts: readonly TestFont[] = []): Buffer {
  const file = new ObjectWriter()
  const fonts = [...FONTS, ...moreFonts].map(
    (font) => `/${font.name} ${file.add(fontObject(font, file))} 0 R`,
  )
  const tree = file.reserve()
  const kids = pages.map((page) => file.add(pageObject(page, tree, fonts.join(' '), file)))
  file.put(
    tree,
    `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`,
  )
  return file.finish(file.add(`<< /Type /Catalog /Pages ${tree} 0 R >>`))
}

/** `(text)` shown at (x, y) in this font and size. */
export function show(x: number, y: number, text: string, size = 10, font = 'Sans'): string {
  return `BT /${font} ${size} Tf ${x} ${y} Td (${escaped(text)}) Tj ET\n`
}

const escaped = (text: string): string => text.replace(/[()\\]/g, '\\$&')

function pageObject(page: TestPage, tree: number, fonts: string, file: ObjectWriter): string {
  const forms = Object.entries(page.forms ?? {}).map(([name, form]) => {
    const entries = `/Type /XObject /Subtype /Form /Resources << /Font << ${fonts} >> >> ${form.entries}`
    return `/${name} ${file.add(stream(form.content, entries))} 0 R`
  })
  const annotations = (page.annotations ?? []).map(({ entries, content }) => {
    const box = `/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << ${fonts} >> >>`
    return file.add(`<< /Type /Annot ${entries} /AP << /N ${file.add(stream(content, box))} 0 R >> >>`)
  })
  const content = file.add(stream(page.content))
  const box = (name: string, corners?: readonly number[]) =>
    corners ? `/${name} [${corners.join(' ')}]` : ''
  return `<< /Type /Page /Parent ${tree} 0 R ${box('MediaBox', page.mediaBox ?? [0, 0, 400, 300])}
${box('CropBox', page.cropBox)} /Rotate ${page.rotate ?? 0} /Contents ${content} 0 R
/Annots [${annotations.map((annotation) => `${annotation} 0 R`).join(' ')}]
/Resources << /Font << ${fonts} >> /XObject << ${forms.join(' ')} >> >> >>`
}

function fontObject(font: TestFont, file: ObjectWriter): string {
  const table = font.toUnicode
  const toUnicode = table ? `/ToUnicode ${file.add(stream(characterMap(table)))} 0 R` : ''
  return `<< /Type /Font ${font.entries} ${toUnicode} >>`
}

function characterMap(table: Readonly<Record<string, string>>): string {
  const codes = Object.entries(table)
  const width = (codes[0]?.[0].length ?? 4) / 2
  const lines = codes.map(
    ([code, text]) => `<${code}> <${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`,
  )
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <${'00'.repeat(width)}> <${'FF'.repeat(width)}> endcodespacerange
${lines.length} beginbfchar ${lines.join('\n')} endbfchar
endcmap end end`
}

function stream(content: string, entries = ''): string {
  return `<< ${entries} /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`
}

class ObjectWriter {
  readonly #objects: string[] = []

  /** The number of an object that follows later. */
  reserve(): number {
    return this.#objects.push('')
  }

  put(number: number, object: string): void {
    this.#objects[number - 1] = object
  }

  add(object: string): number {
    return this.#objects.push(object)
  }

  finish(catalog: number): Buffer {
    let file = '%PDF-1.7\n'
    const offsets = this.#objects.map((object, i) => {
      const offset = file.length
      file += `${i + 1} 0 obj\n${object}\nendobj\n`
      return offset
    })
    const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
    const size = offsets.length + 1
    const start = file.length
    file += `xref\n0 ${size}\n0000000000 65535 f \n${rows}`
    file += `trailer\n<< /Size ${size} /Root ${catalog} 0 R >>\nstartxref\n${start}\n%%EOF\n`
    return Buffer.from(file, 'latin1')
  }
}
