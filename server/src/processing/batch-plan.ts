import type { NoteCode, PageFindings } from '@ledger-lift/extraction'
import type { AppError } from '../errors.ts'
import { certain } from './certain.ts'

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
   * What is found of a batch that killed its process: nothing yet for one whose pages are now tried again, a note for a
   * page that is known to have done it. Throws the death itself for a document that has too many such pages.
   */
  died(batch: Batch, death: AppError): PageFindings[] {
    const { pages, suspect } = batch
    const [only] = pages
    if (only !== undefined && pages.length === 1 && (suspect || isOverLimit(death)))
      return this.#lose(only, death)
    const guilty = pages.find((page) => page === death.context['page'])
    this.#tryAgain(pages, guilty, death)
    // Time is a page's own; memory may be what the pages before it left.
    return guilty !== undefined && death.code === 'processing.timed_out' ? this.#lose(guilty, death) : []
  }

  #tryAgain(pages: readonly number[], guilty: number | undefined, death: AppError): void {
    this.many ||= pages.length > 1
    if (guilty === undefined) {
      this.#left.unshift(...pages.map((page) => ({ pages: [page], suspect: true })))
      return
    }
    const around = [pages.filter((page) => page < guilty), pages.filter((page) => page > guilty)]
    const batches: Batch[] = around
      .filter((each) => each.length > 0)
      .map((each) => ({ pages: each, suspect: false }))
    if (death.code !== 'processing.timed_out') batches.unshift({ pages: [guilty], suspect: true })
    this.#left.unshift(...batches)
  }

  #lose(page: number, death: AppError): PageFindings[] {
    this.#lost += 1
    if (this.#lost > MOST_LOST || this.#lost >= this.#pageCount) throw certain(death)
    return [lostPage(page, death)]
  }
}

const isOverLimit = ({ code }: AppError): boolean =>
  code === 'document.over_limit' || code === 'processing.timed_out'

function lostPage(number: number, { code, message }: AppError): PageFindings {
  const note: NoteCode =
    code === 'document.over_limit' || code === 'processing.timed_out' ? 'page.over_limit' : 'page.failed'
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
