import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../errors.ts'

/** What a signed address of our own lets its holder do. `expires` is in seconds since 1970. */
export type Grant = PutGrant | PartGrant | GetGrant

export interface PutGrant {
  readonly may: 'put'
  readonly key: string
  readonly type: string
  readonly size: number
  readonly sha256: string | null
  readonly expires: number
}

export interface PartGrant {
  readonly may: 'part'
  readonly key: string
  readonly upload: string
  readonly part: number
  readonly size: number
  readonly expires: number
}

export interface GetGrant {
  readonly may: 'get'
  readonly key: string
  readonly filename: string | null
  readonly expires: number
}

/** JSON with a fixed order of fields, so that no two grants have the same text. */
function textOf(grant: Grant): string {
  switch (grant.may) {
    case 'put':
      return JSON.stringify(['put', grant.key, grant.type, grant.size, grant.sha256, grant.expires])
    case 'part':
      return JSON.stringify(['part', grant.key, grant.upload, grant.part, grant.size, grant.expires])
    case 'get':
      return JSON.stringify(['get', grant.key, grant.filename, grant.expires])
  }
}

const hmac = (grant: Grant, secret: string): Buffer =>
  createHmac('sha256', secret).update(textOf(grant)).digest()

export const signGrant = (grant: Grant, secret: string): string => hmac(grant, secret).toString('base64url')

/** Throws upload.signature_invalid or, when the signature holds, upload.expired. */
export function verifyGrant(grant: Grant, signature: string, secret: string, now: number): void {
  const given = Buffer.from(signature, 'base64url')
  const right = hmac(grant, secret)
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new AppError(
      'upload.signature_invalid',
      'The address was changed or was not made here; ask for a new one.',
    )
  if (now >= grant.expires * 1000)
    throw new AppError('upload.expired', 'The address has expired; ask for a new one.')
}
