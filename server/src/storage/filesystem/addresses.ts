import { assertKey } from '../key-rules.ts'
import type { MultipartId, PresignedRequest } from '../storage.ts'
import { signGrant, verifyGrant, type Grant } from './grants.ts'

export const STORAGE_ROUTES = '/v1/storage'

export interface AddressSettings {
  /** Signs addresses; the same in every process on this directory (`keptSigningSecret`). */
  readonly secret: string
  /** Where the API is reached, `http://127.0.0.1:8000`; asked at each address, for a port may be known late. */
  readonly publicUrl: () => string
  readonly clock?: () => number
}

/** Signed, expiring addresses of our own API. */
export class Addresses {
  readonly #secret: string
  readonly #publicUrl: () => string
  readonly #now: () => number

  constructor({ secret, publicUrl, clock = Date.now }: AddressSettings) {
    this.#secret = secret
    this.#publicUrl = publicUrl
    this.#now = clock
  }

  put(
    key: string,
    type: string,
    size: number,
    expiresIn: number,
    sha256: string | undefined,
  ): PresignedRequest {
    const grant = {
      may: 'put',
      key,
      type,
      size,
      sha256: sha256 ?? null,
      expires: this.#expiry(expiresIn),
    } as const
    const query = { type, size: String(size), ...(sha256 !== undefined && { sha256 }) }
    return presigned(this.#address(`objects/${key}`, grant, query), grant, { 'content-type': type })
  }

  part(key: string, upload: MultipartId, part: number, size: number, expiresIn: number): PresignedRequest {
    const grant = { may: 'part', key, upload, part, size, expires: this.#expiry(expiresIn) } as const
    return presigned(this.#address(`parts/${upload}/${part}`, grant, { key, size: String(size) }), grant, {})
  }

  get(key: string, expiresIn: number, filename: string | undefined): string {
    const grant = { may: 'get', key, filename: filename ?? null, expires: this.#expiry(expiresIn) } as const
    return this.#address(`objects/${key}`, grant, filename === undefined ? {} : { filename })
  }

  /** Throws upload.signature_invalid or upload.expired. */
  verify(grant: Grant, signature: string): void {
    verifyGrant(grant, signature, this.#secret, this.#now())
  }

  #expiry(expiresIn: number): number {
    return Math.floor(this.#now() / 1000) + expiresIn
  }

  #address(path: string, grant: Grant, query: Record<string, string>): string {
    assertKey(grant.key)
    const signature = signGrant(grant, this.#secret)
    const parameters = new URLSearchParams({ ...query, expires: String(grant.expires), signature })
    return `${this.#publicUrl()}${STORAGE_ROUTES}/${path}?${parameters.toString()}`
  }
}

const presigned = (
  url: string,
  { expires }: Grant,
  headers: Readonly<Record<string, string>>,
): PresignedRequest => ({ url, method: 'PUT', headers, expiresAt: new Date(expires * 1000) })
