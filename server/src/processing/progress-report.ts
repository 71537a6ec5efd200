import type { DocumentService } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { Attempt } from './attempt.ts'

/** Milliseconds between two writes of the row, and between two events of the trail. */
const ROW_EVERY = 1_000
const EVENT_EVERY = 15_000

/** How far an attempt is, in the document's row and, now and then, in its trail: by time, for pages come in hundreds a second. */
export class ProgressReport {
  readonly #documents: DocumentService
  readonly #attempt: Attempt
  readonly #now: () => number
  #total = 0
  #rowAt = 0
  #eventAt = 0

  constructor(documents: DocumentService, attempt: Attempt, now: () => number = Date.now) {
    this.#documents = documents
    this.#attempt = attempt
    this.#now = now
    this.#eventAt = now()
  }

  async opened(total: number, done: number): Promise<void> {
    this.#total = total
    await this.#write('extracting', done, false)
  }

  async advanced(done: number): Promise<void> {
    if (this.#now() - this.#rowAt < ROW_EVERY) return
    await this.#write('extracting', done, this.#now() - this.#eventAt >= EVENT_EVERY)
  }

  async keeping(): Promise<void> {
    await this.#write('keeping', this.#total, false)
  }

  async #write(stage: 'extracting' | 'keeping', pagesDone: number, event: boolean): Promise<void> {
    this.#rowAt = this.#now()
    if (event) this.#eventAt = this.#rowAt
    try {
      await this.#documents.recordProgress(
        this.#attempt,
        { stage, pagesDone, pagesTotal: this.#total },
        event,
      )
    } catch (error) {
      // Progress is worth no attempt; the next write that matters finds out whether the database is back.
      if (!(error instanceof AppError) || error.code !== 'database.unavailable') throw error
    }
  }
}
