import { AppError, type ErrorCode } from '../../errors.ts'

const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['storage.full', 'The disk is full; make room in the storage directory and try again.'],
  EDQUOT: ['storage.full', 'The disk quota is used up; make room in the storage directory and try again.'],
  EFBIG: ['storage.full', 'The file system takes no file of this size.'],
  EACCES: ['storage.denied', 'The storage directory cannot be used; check its owner and permissions.'],
  EPERM: ['storage.denied', 'The storage directory refuses this; it must allow hard links and renames.'],
  ENOTSUP: ['storage.denied', 'The storage directory refuses this; it must allow hard links and renames.'],
  EROFS: ['storage.denied', 'The storage directory is mounted read-only.'],
  ELOOP: ['storage.denied', 'There is a symbolic link inside the storage directory; links are not followed.'],
}

export const isErrno = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)

/** What the file system said, as an AppError; one that is an AppError already goes through. */
export function fromFileError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const errno = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [code, detail] = CODES[errno] ?? [
    'storage.unavailable',
    'The storage directory could not be read or written; try again.',
  ]
  return new AppError(code, detail, {
    cause: error,
    ...(code === 'storage.unavailable' && { retryAfter: 5 }),
  })
}

/** Runs it and throws only AppErrors. */
export async function withFileErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw fromFileError(error)
  }
}
