import { CONTENT_TYPES } from '@ledger-lift/extraction'
import { AppError } from '../errors.ts'
import { PART_SIZE } from '../storage/storage.ts'

export interface UploadLimits {
  /** Bytes. */
  readonly maxFileSize: number
  /** Seconds that an address holds when the caller does not say. */
  readonly presignTtl: number
}

const MAX_FILENAME = 255
/** Control characters, line separators, and those that turn the reading direction or have no width. */
const INVISIBLE =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u034f\u115f\u1160\u3164\uffa0\u{e0000}-\u{e0fff}]/gu

/** The name alone, of characters that can be seen. Throws upload.filename_invalid. */
export function cleanFilename(given: string): string {
  const visible = given.toWellFormed().normalize('NFC').replace(INVISIBLE, '')
  const name = visible.slice(Math.max(visible.lastIndexOf('/'), visible.lastIndexOf('\\')) + 1).trim()
  if (/^\.*$/.test(name)) throw filenameInvalid('is empty')
  if ([...name].length > MAX_FILENAME) throw filenameInvalid(`has more than ${MAX_FILENAME} characters`)
  return name
}

const filenameInvalid = (what: string) => {
  const detail = `The filename ${what} once its path and invisible characters are taken away; send another.`
  return new AppError('upload.filename_invalid', detail, {
    fields: [{ pointer: '/filename', detail: `it ${what}` }],
  })
}

/** Longest last part of a key; a driver takes 200. */
const MAX_KEY_NAME = 100

/** What of a cleaned filename can stand in a key: for people who look into the store. Never empty. */
export function keyName(filename: string): string {
  const [, stem = '', extension = ''] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/s.exec(filename) ?? []
  const ascii = stem
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `${ascii.slice(0, MAX_KEY_NAME) || 'document'}${extension}`
}

/** The content type as the contract writes it, without parameters. Throws upload.type_not_supported. */
export function supportedType(given: string): string {
  const bare = given.split(';', 1)[0]?.trim().toLowerCase()
  const type = Object.values(CONTENT_TYPES).find((each) => each === bare)
  if (type !== undefined) return type
  const detail = `The content type must be ${Object.values(CONTENT_TYPES).join(' or ')}.`
  throw new AppError('upload.type_not_supported', detail, { fields: [{ pointer: '/content_type', detail }] })
}

/** Throws upload.empty or upload.too_large. */
export function assertSize(bytes: number, { maxFileSize }: UploadLimits): void {
  const refuse = (code: 'upload.empty' | 'upload.too_large', detail: string) =>
    new AppError(code, detail, { fields: [{ pointer: '/file_size', detail }] })
  if (bytes < 1) throw refuse('upload.empty', 'The file has no bytes; send one that has.')
  if (bytes > maxFileSize)
    throw refuse(
      'upload.too_large',
      `The file has ${bytes} bytes, the limit is ${maxFileSize}; split it or raise the limit.`,
    )
}

/** An S3 signature holds seven days at most. */
const MAX_TTL = 7 * 24 * 3600

/** Seconds. Throws request.unprocessable. */
export function lifetime(asked: number | undefined, { presignTtl }: UploadLimits): number {
  const seconds = asked ?? presignTtl
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TTL) return seconds
  const detail = `expires_in must be from 1 to ${MAX_TTL} seconds.`
  throw new AppError('request.unprocessable', detail, { fields: [{ pointer: '/expires_in', detail }] })
}

/** The addresses of all parts are given at once, so they hold an hour at least. Seconds. */
export const multipartLifetime = ({ presignTtl }: UploadLimits): number => Math.max(presignTtl, 3600)

const MAX_PARTS = 10_000
const MIB = 1024 * 1024

/** 8 MiB, or as many whole MiB as keep the parts within 10,000. */
export const partSizeOf = (fileSize: number): number =>
  Math.max(PART_SIZE, Math.ceil(fileSize / MAX_PARTS / MIB) * MIB)

/** Bytes of each part, in order; the last has what is left. */
export function partSizes(fileSize: number, partSize: number): number[] {
  const count = Math.ceil(fileSize / partSize)
  return Array.from({ length: count }, (_, index) => Math.min(partSize, fileSize - index * partSize))
}

/**
 * An upload that nobody registered is removed after seven days. It is refused an hour before: so that none is removed
 * in the moment in which it is registered. Milliseconds.
 */
export const REMOVED_AFTER = 7 * 24 * 3600 * 1000
export const REFUSED_AFTER = REMOVED_AFTER - 3600 * 1000
