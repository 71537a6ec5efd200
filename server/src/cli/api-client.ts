import { openAsBlob } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import { Document, ExtractionResultSchema, PresignResponse, Problem } from '../contract.ts'
import { AppError } from '../errors.ts'

export type Result = Static<typeof ExtractionResultSchema>

export interface FileToWork {
  readonly path: string
  readonly filename: string
  readonly contentType: string
  readonly size: number
}

/** The calls that a file goes through, as any other program would make them. Rejects with the server's own codes. */
export class ApiClient {
  readonly #address: string
  readonly #key: string
  readonly #stop: AbortSignal

  constructor(address: string, key: string, stop: AbortSignal) {
    this.#address = address
    this.#key = key
    this.#stop = stop
  }

  /** Presign, PUT, register. */
  async submit({ path, filename, contentType, size }: FileToWork): Promise<Document> {
    const file = { content_type: contentType, file_size: size }
    const presigned = await this.#json(PresignResponse, '/v1/uploads/presign', { ...file, filename })
    const { key, url, method, headers } = presigned
    await accepted(await fetch(url, { method, headers, body: await openAsBlob(path), signal: this.#stop }))
    return await this.#json(Document, '/v1/documents', { ...file, s3_key: key, original_filename: filename })
  }

  /** POST without a body. */
  make<T extends TSchema>(schema: T, path: string): Promise<Static<T>> {
    return this.#json(schema, path, {})
  }

  read(id: string): Promise<Document> {
    return this.#json(Document, `/v1/documents/${id}`)
  }

  result(id: string): Promise<Result> {
    return this.#json(ExtractionResultSchema, `/v1/documents/${id}/result.json`)
  }

  async workbook(id: string): Promise<Uint8Array> {
    const response = await this.#fetch(`/v1/documents/${id}/export.xlsx`)
    return new Uint8Array(await response.arrayBuffer())
  }

  async #json<T extends TSchema>(schema: T, path: string, body?: object): Promise<Static<T>> {
    const response = await this.#fetch(path, body)
    const answer: unknown = await response.json()
    if (Value.Check(schema, answer)) return answer
    throw new AppError(
      'internal.bug',
      `The server at ${this.#address} is of another version: stop it and start again.`,
    )
  }

  async #fetch(path: string, body?: object): Promise<Response> {
    const response = await fetch(new URL(path, this.#address), {
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      signal: this.#stop,
    })
    return await accepted(response)
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response
  throw await problemOf(response)
}

async function problemOf(response: Response): Promise<AppError> {
  const problem: unknown = await response.json().catch(() => null)
  if (Value.Check(Problem, problem)) return new AppError(problem.code, problem.detail)
  return new AppError('internal.bug', `The server answered ${response.status}, and not as it should.`)
}
