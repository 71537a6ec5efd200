import type {
  DocumentFacts,
  DocumentKind,
  Engine,
  FailureCode,
  Note,
  OpenOptions,
} from '@ledger-lift/extraction'
import type { PackedPage, PackedResult } from '@ledger-lift/extraction/assemble'

/** What the pool asks of a child: one request at a time, each with one reply. */
export interface Exchange {
  /** `path`: the document, in the folder that the child may read. It replaces the one that was open. */
  readonly open: {
    readonly request: { readonly path: string; readonly options: OpenOptions }
    readonly reply: Opened
  }
  /** `previewWidth` 0: without previews. */
  readonly work: {
    readonly request: { readonly pages: readonly number[]; readonly previewWidth: number }
    readonly reply: Worked
  }
  /** `findings`: of a stretch of pages that no table leaves, packed. No document needs to be open. */
  readonly finish: {
    readonly request: { readonly findings: readonly Uint8Array[]; readonly facts: DocumentFacts }
    readonly reply: PackedResult
  }
  readonly close: { readonly request: null; readonly reply: null }
}

export interface Opened {
  readonly kind: DocumentKind
  readonly pageCount: number
  readonly notes: readonly Note[]
}

export interface Worked {
  readonly pages: readonly PackedPage[]
  readonly previews: readonly Preview[]
}

export interface Preview {
  readonly page: number
  readonly png: Uint8Array
}

/** When a child was at a request, by its own clock, in milliseconds since 1970: without the way there and back. */
export interface Spent {
  readonly from: number
  readonly to: number
}

export type Task = keyof Exchange
export type Request = {
  readonly [T in Task]: { readonly task: T; readonly request: Exchange[T]['request'] }
}[Task]

export type Reply =
  /** Sent once, as soon as the engine is loaded. */
  | { readonly type: 'ready'; readonly engine: Engine }
  /** The next page is begun: it has the time of a page. */
  | { readonly type: 'page'; readonly page: number }
  | ({ readonly type: 'done'; readonly value: unknown } & Spent)
  /** The engine says why this document cannot be extracted; the child is as good as before. */
  | { readonly type: 'refused'; readonly code: FailureCode; readonly message: string }
  /** Anything else that was thrown, a WebAssembly trap first of all: the child is not to be trusted any more. */
  | { readonly type: 'broken'; readonly message: string }
