import { AppError } from '../errors.ts'

const KEY = /^[A-Za-z0-9._-]{1,200}(\/[A-Za-z0-9._-]{1,200})*$/
const DOTS_ONLY = /(^|\/)\.\.?(\/|$)/

/** Keys are made by the program; one that breaks the rules came from outside and is nobody's object. */
export const isKey = (key: string): boolean => key.length <= 512 && KEY.test(key) && !DOTS_ONLY.test(key)

/** Throws storage.not_found: nothing can be stored under such a key. */
export function assertKey(key: string): void {
  if (!isKey(key))
    throw new AppError('storage.not_found', 'This is not a key that anything can be stored under.')
}

export const notFound = (key: string, cause?: unknown): AppError =>
  new AppError('storage.not_found', `There is no object “${key}”.`, { cause, context: { key } })

export const alreadyThere = (key: string, cause?: unknown): AppError =>
  new AppError('upload.exists', 'There is an object under this key already; ask for a new upload address.', {
    cause,
    context: { key },
  })
