/** What a Word document may need to be read. One over it is refused as `document.over_limit`. */
export interface DocxLimits {
  /** Files in the archive. Word writes some twenty, and one for each picture. */
  readonly entries: number
  /** Bytes of all parts that are read, unpacked. */
  readonly unpacked: number
  /** Bytes of one part, unpacked. */
  readonly part: number
  /** Unpacked bytes for each packed one. Tables of empty cells reach 100; deflate ends at 1,032. */
  readonly ratio: number
  /** Bytes of a part that may unpack at any ratio. */
  readonly freeOfRatio: number
  /** Elements within elements. Ten tables in one another are 60 deep. */
  readonly depth: number
  /** Elements and texts of one part: some 200 bytes of memory each. */
  readonly nodes: number
  /** Grid columns of a table; Word itself takes 63. */
  readonly columns: number
  /** Cells of all tables. */
  readonly cells: number
}

export const DOCX_LIMITS: DocxLimits = {
  entries: 10_000,
  unpacked: 256 * 1024 ** 2,
  part: 64 * 1024 ** 2,
  ratio: 200,
  freeOfRatio: 4 * 1024 ** 2,
  depth: 256,
  nodes: 3_000_000,
  columns: 512,
  cells: 1_000_000,
}
