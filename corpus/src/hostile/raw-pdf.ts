/** Writes PDF files object by object, exactly as told: also what no honest program would write. */
export class RawPdf {
  readonly #objects: Buffer[] = []

  /** The number of an object that follows later. */
  reserve(): number {
    return this.#objects.push(Buffer.from('null'))
  }

  put(number: number, object: string | Buffer): void {
    this.#objects[number - 1] = bytesOf(object)
  }

  add(object: string | Buffer): number {
    return this.#objects.push(bytesOf(object))
  }

  /** @param entries of the stream's dictionary, without /Length */
  stream(data: string | Buffer, entries = ''): number {
    return this.add(streamObject(data, entries))
  }

  /** A document of these pages: the catalog's further entries, and what stands in the trailer. */
  finish(pages: readonly number[], { tree, catalog = '', trailer = '' }: Finish = {}): Buffer {
    const root = tree ?? this.add(`<< /Type /Pages /Kids [${references(pages)}] /Count ${pages.length} >>`)
    return this.file(this.add(`<< /Type /Catalog /Pages ${root} 0 R ${catalog} >>`), trailer)
  }

  file(catalog: number, trailer = ''): Buffer {
    const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
    const offsets: number[] = []
    let at = parts[0]?.length ?? 0
    for (const [index, object] of this.#objects.entries()) {
      offsets.push(at)
      const framed = [Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]
      at += framed.reduce((sum, part) => sum + part.length, 0)
      parts.push(...framed)
    }
    const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
    const size = offsets.length + 1
    parts.push(
      Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}`),
      Buffer.from(`trailer\n<< /Size ${size} /Root ${catalog} 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`),
    )
    return Buffer.concat(parts)
  }
}

interface Finish {
  /** The page tree's root, where it is a special one. */
  readonly tree?: number
  readonly catalog?: string
  readonly trailer?: string
}

export const references = (numbers: readonly number[]): string =>
  numbers.map((number) => `${number} 0 R`).join(' ')

export function streamObject(data: string | Buffer, entries = ''): Buffer {
  const bytes = bytesOf(data)
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${bytes.length} >>\nstream\n`, 'latin1'),
    bytes,
    Buffer.from('\nendstream'),
  ])
}

const bytesOf = (data: string | Buffer): Buffer =>
  typeof data === 'string' ? Buffer.from(data, 'latin1') : data

export const HELVETICA = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'

/** A page of one line of text, which a reader should get whatever else is in the file. */
export function addPage(pdf: RawPdf, content: number | readonly number[], entries = ''): number {
  const contents = typeof content === 'number' ? `${content} 0 R` : `[${references(content)}]`
  const box = entries.includes('/MediaBox') ? '' : '/MediaBox [0 0 595 842]'
  const resources = entries.includes('/Resources') ? '' : `/Resources << /Font << /F ${HELVETICA} >> >>`
  return pdf.add(`<< /Type /Page ${box} ${resources} /Contents ${contents} ${entries} >>`)
}

export const TEXT = 'BT /F 12 Tf 72 700 Td (Total assets 1,234) Tj ET\n'
