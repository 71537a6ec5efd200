import { hash as digest, randomBytes, timingSafeEqual } from 'node:crypto'

/** Letters and figures only, so that a double click takes the whole key. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 256 bits take 43 characters of 62. */
const SECRET_LENGTH = 43
const PREFIX_LENGTH = 12

export type CredentialKind = 'live' | 'link' | 'session'

export interface Credential {
  readonly kind: CredentialKind
  /** Names it, for people and for the look-up; nothing secret. */
  readonly prefix: string
  /** The whole of it, shown once. */
  readonly token: string
  /** SHA-256 of the whole, hex: 256 random bits need no slower hash. */
  readonly hash: string
}

/** `ll_live_PREFIX_SECRET` */
export function newCredential(kind: CredentialKind): Credential {
  const prefix = encode(randomBytes(9), PREFIX_LENGTH)
  return credential(kind, prefix, `ll_${kind}_${prefix}_${encode(randomBytes(32), SECRET_LENGTH)}`)
}

const FORM = new RegExp(
  `^ll_(live|link|session)_([0-9A-Za-z]{${PREFIX_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH}}$`,
)

/** Null for what no credential of ours looks like. */
export function parseCredential(text: string): Credential | null {
  const [, kind, prefix] = FORM.exec(text) ?? []
  if (prefix === undefined || (kind !== 'live' && kind !== 'link' && kind !== 'session')) return null
  return credential(kind, prefix, text)
}

const credential = (kind: CredentialKind, prefix: string, token: string): Credential => ({
  kind,
  prefix,
  token,
  hash: hashOf(token),
})

export const hashOf = (token: string): string => digest('sha256', token, 'hex')

/** In constant time. */
export const sameHash = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')]
  return a.length === b.length && timingSafeEqual(a, b)
}

function encode(bytes: Uint8Array, length: number): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  for (let place = 0; place < length; place++) {
    text = ALPHABET.charAt(Number(number % 62n)) + text
    number /= 62n
  }
  return text
}
