import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { AppError } from '../errors.ts'

/** As Standard Webhooks 1.0 writes them: 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** `webhook-signature` of Standard Webhooks 1.0: one for each secret that is good at the moment. */
export function signatureOf(secrets: readonly string[], id: string, timestamp: number, body: string): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
    })
    .join(' ')
}

const NONCE = 12
const TAG = 16

/** As it is stored: AES-256-GCM under SECRETS_KEY (base64), or as it is where no key is configured. */
export function sealed(secret: string, key: string | undefined): string {
  if (key === undefined) return `plain:${secret}`
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce)
  const content = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return `gcm:${Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64')}`
}

/** Throws config.invalid when it was sealed with another key than this. */
export function unsealed(stored: string, key: string | undefined): string {
  if (stored.startsWith('plain:')) return stored.slice('plain:'.length)
  const bytes = Buffer.from(stored.slice('gcm:'.length), 'base64')
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      Buffer.from(key ?? '', 'base64'),
      bytes.subarray(0, NONCE),
    )
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new AppError('config.invalid', 'SECRETS_KEY is not the key under which this secret was stored.', {
      cause,
    })
  }
}
