import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { canonicalJson } from '@ledger-lift/extraction/canonical'

/** What was said, by whom, and the proof: Ed25519 over the statement's canonical JSON (RFC 8785). */
export interface Signed<Statement> {
  readonly statement: Statement
  readonly key_id: string
  /** Base64. */
  readonly signature: string
}

/** Every statement names its kind, so that one is never taken for another. */
export interface Statement {
  readonly schema: `ledger-lift/${string}@${number}`
}

export interface SigningKey {
  readonly id: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** The key that signs now, and every key whose signatures are believed: that one and those before it. */
export interface Keyring {
  readonly signing: SigningKey
  readonly trusted: ReadonlyMap<string, KeyObject>
}

/** The first half of the SHA-256 of the public key (SPKI, DER), in hex: long enough that no other key has it. */
export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 32)

export function signingKey(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey)
  return { id: keyIdOf(publicKey), privateKey, publicKey }
}

export function signed<S extends Statement>(key: SigningKey, statement: S): Signed<S> {
  const signature = sign(null, Buffer.from(canonicalJson(statement)), key.privateKey)
  return { statement, key_id: key.id, signature: signature.toString('base64') }
}

/** Null: it is by a key that is believed, and as it was signed. */
export function flawOf(
  { statement, key_id, signature }: Signed<unknown>,
  trusted: ReadonlyMap<string, KeyObject>,
): string | null {
  const key = trusted.get(key_id)
  if (key === undefined) return `it is signed by the key ${key_id}, which is not trusted here`
  const bytes = Buffer.from(signature, 'base64')
  // More than one text decodes to the same bytes; only one is what was written.
  if (bytes.toString('base64') !== signature) return 'its signature is not as it was written'
  return verify(null, Buffer.from(canonicalJson(statement)), key, bytes)
    ? null
    : 'its signature does not fit what it says'
}

export const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
