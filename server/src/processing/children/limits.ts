/** What one document may cost. */
export interface ChildLimits {
  /** Milliseconds for opening the document and for joining the pages. */
  readonly openTime: number
  /** Milliseconds for one batch of pages, and what each page adds to it. */
  readonly batchTime: number
  readonly pageTime: number
  /** Resident bytes of a child: over it, the document is over the limit. */
  readonly memory: number
  /** Resident bytes over which an idle child is replaced: WebAssembly memory never shrinks. */
  readonly retireOver: number
}

export const CHILD_LIMITS: ChildLimits = {
  openTime: 60_000,
  // A page with 20,000 characters takes 100 ms on a machine of its own.
  batchTime: 30_000,
  pageTime: 10_000,
  // A 1 kB deflate bomb took PDFium to 2 GiB in 9 s, where it aborts. Ordinary reports stay under 300 MB.
  memory: 1536 * 1024 ** 2,
  retireOver: 512 * 1024 ** 2,
}

/** Milliseconds between looks at a child's memory: at the bomb's 230 MB a second, 50 MB late at most. */
export const WATCH_EVERY = 200
