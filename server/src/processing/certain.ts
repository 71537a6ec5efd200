import { AppError } from '../errors.ts'

/** Failures that were seen to come again, or lie over a limit: another attempt would end the same way. */
const CERTAIN = new WeakSet<AppError>()

export function certain(error: AppError): AppError {
  CERTAIN.add(error)
  return error
}

export const isCertain = (error: unknown): boolean => error instanceof AppError && CERTAIN.has(error)
