import type { OpenOptions } from '@ledger-lift/extraction'
import type { Config } from '../../config.ts'

/** What one document may cost; over any of it the document ends with a code, and nothing is tried again. */
export interface ChildLimits {
  /** Milliseconds for opening the document, and for each stretch of pages that is joined. */
  readonly openTime: number
  /** Milliseconds for reading and drawing one page. */
  readonly pageTime: number
  /** Milliseconds for one attempt at a whole document. */
  readonly documentTime: number
  readonly pages: number
  /** Bytes that a part of a file may unpack to. */
  readonly unpacked: number
  /** Resident bytes of a child: over it, the document is over the limit. */
  readonly memory: number
  /** Resident bytes over which an idle child is replaced: WebAssembly memory never shrinks. */
  readonly retireOver: number
}

export const CHILD_LIMITS: ChildLimits = {
  openTime: 45_000,
  // A page with 20,000 characters takes 100 ms on a machine of its own, a scanned one some seconds.
  pageTime: 45_000,
  // A thousand scanned pages are an hour.
  documentTime: 2 * 60 * 60_000,
  // A page tree of some bytes can claim a million pages; the longest reports have a thousand.
  pages: 3_000,
  unpacked: 256 * 1024 ** 2,
  // PDFium may take a third of it and stops there by itself. Ordinary reports stay under 300 MB.
  memory: 1536 * 1024 ** 2,
  retireOver: 512 * 1024 ** 2,
}

type LimitSettings = Pick<
  Config,
  'maxPages' | 'maxUnpackedSize' | 'pageTimeout' | 'documentTimeout' | 'childMemory'
>

export const limitsOf = (config: LimitSettings): ChildLimits => ({
  ...CHILD_LIMITS,
  openTime: config.pageTimeout * 1000,
  pageTime: config.pageTimeout * 1000,
  documentTime: config.documentTimeout * 1000,
  pages: config.maxPages,
  unpacked: config.maxUnpackedSize,
  memory: config.childMemory,
})

/** What of the limits the engine itself looks after. */
export const openOptions = ({ pages, unpacked, memory }: ChildLimits): OpenOptions => ({
  maxPages: pages,
  unpacked,
  memory: Math.round(memory / 3),
})

/** Milliseconds between looks at a child's memory: at the bomb's 230 MB a second, 50 MB late at most. */
export const WATCH_EVERY = 200
