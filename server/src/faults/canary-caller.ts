import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { DocumentId } from '../ids.ts'
import type { PresignResponse } from '../uploads/contract.ts'

export interface Sent {
  readonly id: string
  readonly actor: string
  readonly document?: string
}

/** A caller by a key, who keeps what was sent. */
export class Caller {
  readonly requests: Sent[] = []
  readonly signatures: string[] = []
  /** Sent along while it is set. */
  traceparent: string | undefined
  readonly address: string
  readonly #key: string
  readonly #actor: string

  constructor(address: string, key: string) {
    this.address = address
    this.#key = key
    this.#actor = `key:${key.split('_')[2]}`
  }

  async send(
    method: string,
    path: string,
    { body, headers, document }: { body?: object; headers?: Record<string, string>; document?: string } = {},
  ): Promise<string> {
    const response = await fetch(this.address + path, {
      method,
      headers: {
        ...(headers ?? { authorization: `Bearer ${this.#key}` }),
        ...(body && { 'content-type': 'application/json' }),
        ...(this.traceparent !== undefined && { traceparent: this.traceparent }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const id = response.headers.get('x-request-id') ?? ''
    this.requests.push({ id, actor: this.#actor, ...(document !== undefined && { document }) })
    return await response.text()
  }

  async signIn(credential: string): Promise<string> {
    const response = await fetch(`${this.address}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ credential }),
    })
    assert.equal(response.status, 200, await response.text())
    return response.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
  }

  async upload(bytes: Buffer, password?: string): Promise<DocumentId> {
    const file = { content_type: 'application/pdf', file_size: bytes.length }
    const presigned = await this.send('POST', '/v1/uploads/presign', {
      body: { filename: 'q3.pdf', ...file },
    })
    const { url, headers, key: s3_key }: PresignResponse = JSON.parse(presigned)
    assert.match(presigned, /"url"/)
    this.signatures.push(new URL(url).searchParams.get('X-Amz-Signature') ?? '')
    const put = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
    assert.equal(put.status, 200, await put.text())
    const registered = await this.send('POST', '/v1/documents', {
      body: { s3_key, original_filename: 'q3.pdf', ...file, ...(password && { password }) },
    })
    const { id }: { id: DocumentId } = JSON.parse(registered)
    const request = this.requests.pop()
    if (request) this.requests.push({ ...request, document: id })
    return id
  }

  async ended(id: DocumentId): Promise<void> {
    for (;;) {
      const answer = await this.send('GET', `/v1/documents/${id}`, { document: id })
      const { processing_status }: { processing_status: string } = JSON.parse(answer)
      if (processing_status === 'COMPLETED' || processing_status === 'FAILED') return
      await pause(50)
    }
  }
}
