import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const KEY = 32
const NONCE = 12
const TAG = 16
/** Bytes: a sealed password tells no more of its length than how many of these it takes. */
const BLOCK = 64

export const newKey = (): Buffer => randomBytes(KEY)

/** AES-256-GCM, bound to `about`: it opens as the password of nothing else. Base64. */
export function seal(password: string, key: Uint8Array, about: string): string {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(about))
  const content = Buffer.concat([cipher.update(padded(password)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64')
}

/** Throws when the key, `about` or the text is another than was sealed with. */
export function unseal(sealed: string, key: Uint8Array, about: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
  const content = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()])
  return content.toString('utf8').replace(/\0+$/, '')
}

/** No password has a NUL: PDFium takes it for the end. */
function padded(password: string): Buffer {
  const bytes = Buffer.from(password, 'utf8')
  return Buffer.concat([bytes, Buffer.alloc(BLOCK - (bytes.length % BLOCK))])
}
