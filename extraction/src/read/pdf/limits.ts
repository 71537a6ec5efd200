const MIB = 1024 ** 2

/**
 * What a PDF may need to be read. A file over a limit of the document is refused as `document.over_limit`; a page over
 * one of its own is left out, with the note `page.over_limit`. What cannot be counted beforehand ends at PDFium's
 * memory, or at the clock and the watchdog of the process.
 */
export const PDF_LIMITS = {
  /** Bytes of one stream, unpacked. PDFium itself stops at 1 GiB. */
  unpacked: 256 * MIB,
  /** Unpacked bytes for each packed one, of a stream over `freeOfRatio` bytes. Deflate ends at 1,032. */
  ratio: 200,
  freeOfRatio: 64 * MIB,
  /** Bytes of PDFium's memory, the file in it. Reports of 300 pages stay under 100 MiB. */
  memory: 512 * MIB,
  /** Points. Acrobat's own limit: 200 inches. */
  pageSide: 14_400,
  /** Things drawn on a page, those in forms included. Maps have 100,000. */
  objects: 400_000,
  /** Corners of all paths of a page that are looked at one by one. */
  segments: 4_000_000,
  /** The densest pages of print have some 20,000. */
  characters: 250_000,
  /** Of a drawn page. */
  pixels: 50_000_000,
} as const

export interface PdfOptions {
  readonly password?: string
  /** Bytes; `PDF_LIMITS` unless given. */
  readonly unpacked?: number
  readonly memory?: number
  /**
   * The same bytes were opened before, and are not damaged: they hold no bomb, have as many pages as they state, and what
   * is to be noted of them is known.
   */
  readonly again?: boolean
}
