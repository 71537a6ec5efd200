export type DocumentKind = 'pdf' | 'docx'

export const CONTENT_TYPES: Readonly<Record<DocumentKind, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** How far from the start PDF readers look for the header (Adobe's implementation note 13). */
export const HEADER_WITHIN = 1024

/**
 * The kind of document by its first kilobyte, whatever its name says; null when it is neither, or both at once. That a
 * ZIP archive is a Word document only the whole of it can tell.
 */
export function identify(bytes: Uint8Array): DocumentKind | null {
  const start = startOf(bytes)
  const isPdf = start.includes('%PDF-', 0, 'latin1')
  if (start.toString('latin1', 0, 4) === 'PK\u0003\u0004') return isPdf ? null : 'docx'
  return isPdf ? 'pdf' : null
}

function startOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEADER_WITHIN))
}

/** Other formats that firms send, by how their files begin. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^PK\u0003\u0004/, 'a PDF and a ZIP archive in one'],
  [/^\{\\rtf/, 'an RTF document'],
  [/^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype html|html|head|body)\b/i, 'an HTML page'],
  [/^(?:\u00ef\u00bb\u00bf)?\s*<\?xml/, 'an XML file'],
  [/^\u0089PNG|^\u00ff\u00d8\u00ff|^GIF8|^(?:II\*\0|MM\0\*)/, 'an image'],
  [/^%!PS/, 'a PostScript file'],
]

const OLE = 'd0cf11e0a1b11ae1'

/** What the file is instead, for whoever sent it; undefined when that is not known. */
export function otherKind(bytes: Uint8Array): string | undefined {
  const start = startOf(bytes)
  if (start.toString('hex', 0, 8) === OLE) return oleKind(bytes)
  const text = start.toString('latin1')
  return OTHERS.find(([pattern]) => pattern.test(text))?.[1]
}

/** Old Office files and encrypted new ones are in one container: stream names, in UTF-16, tell them apart. */
function oleKind(bytes: Uint8Array): string {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (stream: string) => file.includes(stream, 0, 'utf16le')
  if (has('EncryptedPackage'))
    return 'an Office document encrypted with a password, which cannot be opened here'
  if (has('WordDocument')) return 'a Word document of the old format (DOC)'
  if (has('Workbook')) return 'an Excel workbook of the old format (XLS)'
  return 'a file of an old Office format'
}
