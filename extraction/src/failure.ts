/** Why a whole document cannot be extracted: the closed list. All are deterministic: a retry gives the same. */
export const FAILURE_CODES = [
  'document.not_supported', // neither PDF nor DOCX by its content
  'document.damaged', // beyond reading
  'document.hostile', // has what no honest document has: a DOCTYPE, two parts of one name, two formats in one file
  'document.password_required',
  'document.password_wrong',
  'document.too_many_pages',
  'document.over_limit', // size, objects, memory or time
] as const

export type FailureCode = (typeof FAILURE_CODES)[number]

export class ExtractionFailure extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ExtractionFailure'
    this.code = code
  }
}
