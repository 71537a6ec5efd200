import type { NoteCode } from '../model.ts'

/** A page that cannot be worked, for a reason that has a code of its own. */
export class PageFailure extends Error {
  readonly code: NoteCode

  constructor(code: NoteCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PageFailure'
    this.code = code
  }
}
