export type DocumentKind = 'pdf' | 'docx'

export const CONTENT_TYPES: Readonly<Record<DocumentKind, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** How far from the start PDF readers look for the header (Adobe's implementation note 13). */
const HEADER_WITHIN = 1024

/** The kind of document by its first bytes, whatever its name says; null when it is neither. */
export function identify(bytes: Uint8Array): DocumentKind | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEADER_WITHIN))
  if (start.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) return 'docx'
  return start.includes('%PDF-', 0, 'latin1') ? 'pdf' : null
}
