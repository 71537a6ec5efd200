import { createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

/** A file of keys, and where the operator named it. */
export interface NamedFile {
  readonly file: string
  readonly setting: string
}

/** Of a file, or of every `.pem` in a folder; none where there is nothing. */
export function publicKeysAt({ file, setting }: NamedFile): KeyObject[] {
  if (!existsSync(file)) return []
  const files = statSync(file).isDirectory()
    ? readdirSync(file)
        .filter((name) => name.endsWith('.pem'))
        .map((name) => join(file, name))
    : [file]
  return files.flatMap((each) => {
    const named = { file: each, setting }
    return pemBlocks(named).map((pem) => keyFrom(named, createPublicKey, pem))
  })
}

export const isPublic = (pem: string): boolean => pem.startsWith('-----BEGIN PUBLIC KEY')

/** What stands around the blocks is for people. */
export function pemBlocks(named: NamedFile): string[] {
  const text = attempted(named, () => readFileSync(named.file, 'utf8'))
  return text.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? []
}

export const keyFrom = (named: NamedFile, parse: (pem: string) => KeyObject, pem: string): KeyObject =>
  attempted(named, () => parse(pem))

export const wrongFile = ({ file, setting }: NamedFile, what: string, cause?: unknown): AppError =>
  new AppError(
    'config.invalid',
    `${setting}: ${JSON.stringify(file)} ${what}; \`openssl genpkey -algorithm ed25519\` makes one.`,
    { cause },
  )

function attempted<T>(named: NamedFile, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw wrongFile(named, 'cannot be read as a key in PEM form', error)
  }
}
