import { AppError, type ErrorCode } from '../errors.ts'
import { UsageError } from './command.ts'

/** 0 to 6 are those of the extraction contract. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  notReadable: 3,
  password: 4,
  overLimit: 5,
  pagesFailed: 6,
  unavailable: 7,
  findings: 8,
  interrupted: 130,
} as const

export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done; of a file: all pages read',
  bug: 'a bug of the program',
  usage: 'wrong usage or configuration; the line says what would be right',
  notReadable: 'neither PDF nor DOCX, or damaged beyond reading',
  password: 'a password is needed, or is wrong',
  overLimit: 'over a limit: size, pages, time or memory',
  pagesFailed: 'read, but some pages failed: see `notes`',
  unavailable: 'something that is needed is away, taken or full: database, storage, port, disk, permission',
  findings: 'a check found something: `audit verify`, `doctor`',
  interrupted: 'stopped by Ctrl-C or a signal before it was done',
}

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

const BY_CODE: Partial<Record<ErrorCode, ExitStatus>> = {
  'internal.bug': EXIT.bug,
  'config.invalid': EXIT.usage,
  'document.not_found': EXIT.usage,
  'upload.filename_invalid': EXIT.usage,
  'document.not_supported': EXIT.notReadable,
  'document.damaged': EXIT.notReadable,
  'document.hostile': EXIT.notReadable,
  'upload.empty': EXIT.notReadable,
  'upload.type_not_supported': EXIT.notReadable,
  'document.password_required': EXIT.password,
  'document.password_wrong': EXIT.password,
  'document.too_many_pages': EXIT.overLimit,
  'document.over_limit': EXIT.overLimit,
  'upload.too_large': EXIT.overLimit,
  'processing.timed_out': EXIT.overLimit,
  'processing.crashed': EXIT.overLimit,
}

export interface Exit {
  readonly status: ExitStatus
  readonly line: string
  /** The command line itself is wrong, so its help helps. */
  readonly usage?: true
}

/** Status and the one line for standard error. The only place where an error becomes an exit status. */
export function exitFor(error: unknown): Exit {
  if (error instanceof UsageError) return { status: EXIT.usage, line: oneLine(error.message), usage: true }
  if (error instanceof AppError) {
    return { status: exitForCode(error.code), line: `${oneLine(error.message)} (${error.code})` }
  }
  const { code, message } = error instanceof Error ? systemError(error) : { code: '', message: String(error) }
  // parseArgs: its first sentence says it, the rest is about names that begin with a hyphen
  if (code.startsWith('ERR_PARSE_ARGS'))
    return { status: EXIT.usage, line: `${oneLine(message).split('. ')[0]}.`, usage: true }
  const known = SYSTEM[code]
  if (known) return { status: known.status, line: `${known.line} ${oneLine(message)}` }
  return { status: EXIT.bug, line: `This is a bug: ${oneLine(message)} (LOG_LEVEL=DEBUG shows where)` }
}

/** `code`: also one that came over the API or out of the database. */
export const exitForCode = (code: string): ExitStatus =>
  new Map<string, ExitStatus>(Object.entries(BY_CODE)).get(code) ?? EXIT.unavailable

const SYSTEM: Readonly<Record<string, { readonly status: ExitStatus; readonly line: string }>> = {
  ENOENT: { status: EXIT.usage, line: 'There is no such file or folder:' },
  EISDIR: { status: EXIT.usage, line: 'This is a folder, not a file:' },
  ENOTDIR: { status: EXIT.usage, line: 'This is a file, not a folder:' },
  EACCES: { status: EXIT.unavailable, line: 'No permission; give this user access:' },
  EPERM: { status: EXIT.unavailable, line: 'No permission; give this user access:' },
  EROFS: { status: EXIT.unavailable, line: 'The file system can only be read; choose another folder:' },
  ENOSPC: { status: EXIT.unavailable, line: 'The disk is full; make room and start again:' },
  EDQUOT: { status: EXIT.unavailable, line: 'The disk quota is used up; make room and start again:' },
  EMFILE: { status: EXIT.unavailable, line: 'Too many open files; raise the limit (ulimit -n):' },
}

/** Of an error of the file system its code and the path; of any other its message. */
function systemError(error: Error): { code: string; message: string } {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: 'path' in error && typeof error.path === 'string' ? error.path : error.message }
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim()
