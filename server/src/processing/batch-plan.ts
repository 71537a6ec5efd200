import type { NoteCode, PageFindings } from '@ledger-lift/extraction'
import type { AppError } from '../errors.ts'

export interface Batch {
  readonly pages: readonly number[]
  /** A page of a batch that killed its process, tried by itself. */
  readonly suspect: boolean
}

/** Pages that may kill their process, each once in its batch and once alone, before the document is given up. */
const MOST_LOST = 3

/** The batches that are left of a document, and the pages that were lost to it. */
export class BatchPlan {
  readonly #left: Batch[]
  readonly #pageCount: number
  /** Whether a finished batch leaves others, for whose sake it is worth keeping. */
  many: boolean
  #lost = 0

  constructor(batches: readonly (readonly number[])[], pageCount: number) {
    this.#left = batches.map((pages) => ({ pages, suspect: false }))
    this.#pageCount = pageCount
    this.many = batches.length > 1
  }

  get left(): number {
    return this.#left.length
  }

  next(): Batch | undefined {
    return this.#left.shift()
  }

  /**
   * What is found of a batch that killed its process: nothing yet for one whose pages are now tried one by one, a note
   * for a page that did it alone. Throws the death itself for a document that has too many such pages.
   */
  died({ pages, suspect }: Batch, death: AppError): PageFindings[] {
    const [page] = pages
    if (!suspect || page === undefined) {
      this.#left.unshift(...pages.map((each) => ({ pages: [each], suspect: true })))
      this.many ||= pages.length > 1
      return []
    }
    this.#lost += 1
    if (this.#lost > MOST_LOST || this.#lost >= this.#pageCount) throw death
    return [lostPage(page, death)]
  }
}

function lostPage(number: number, { code, message }: AppError): PageFindings {
  const note: NoteCode = code === 'document.over_limit' ? 'page.over_limit' : 'page.failed'
  const said = `Page ${number} could not be read: ${message}`
  return {
    number,
    page: null,
    tables: [],
    figures: [],
    texts: [],
    notes: [{ code: note, page: number, message: said }],
  }
}
