import { fetcher } from '@uppy/core/utils'
import type {
  CompleteMultipartResponse,
  Document,
  MultipartResponse,
  PresignResponse,
} from '@ledger-lift/server/contract'
import { ApiError, problemOf, sendJson, UNREACHABLE } from '../api/client.ts'

/** Bytes above which a file goes up in parts, each of which is tried again alone when the line breaks. */
const MULTIPART_ABOVE = 50 * 1024 * 1024
const PARTS_AT_ONCE = 3
const RETRIES = 4
/** Milliseconds without progress after which a request is given up. */
const STALLED = 60_000
/** What a browser sets by itself and refuses to be told. */
const FORBIDDEN_HEADERS = new Set(['content-length', 'host'])

export interface Outgoing {
  readonly name: string
  readonly type: string
  readonly data: Blob
  /** Hex, where the browser can tell: the store then takes no other bytes. */
  readonly sha256: string | undefined
  readonly signal: AbortSignal
  /** Bytes sent so far. */
  readonly onProgress: (bytes: number) => void
}

/** Sends a file to storage, whole or in parts, and gives its key. Throws ApiError. */
export function sendFile(file: Outgoing): Promise<string> {
  return file.data.size > MULTIPART_ABOVE ? sendInParts(file) : sendWhole(file)
}

/** Throws ApiError. A key that was registered before, by an answer that got lost, is the document it made. */
export async function registerFile({ name, type, data, sha256 }: Outgoing, key: string): Promise<string> {
  try {
    const body = {
      s3_key: key,
      original_filename: name,
      content_type: type,
      file_size: data.size,
      sha256_hash: sha256,
    }
    const document = await sendJson<Document>('POST', '/v1/documents', body)
    return document?.id ?? ''
  } catch (error) {
    if (error instanceof ApiError && error.code === 'document.duplicate' && error.existingId)
      return error.existingId
    throw error
  }
}

const describe = ({ name, type, data }: Outgoing) => ({
  filename: name,
  content_type: type,
  file_size: data.size,
})

async function sendWhole(file: Outgoing): Promise<string> {
  const announced = { ...describe(file), sha256: file.sha256 }
  const target = expectBody(await sendJson<PresignResponse>('POST', '/v1/uploads/presign', announced))
  await put(target.url, target.headers, file.data, file.signal, file.onProgress)
  return target.key
}

async function sendInParts(file: Outgoing): Promise<string> {
  const upload = expectBody(
    await sendJson<MultipartResponse>('POST', '/v1/uploads/multipart', describe(file)),
  )
  const address = `/v1/uploads/multipart/${upload.upload_id}`
  try {
    const parts = await sendParts(file, upload)
    const complete = { parts: parts.toSorted((one, other) => one.part_number - other.part_number) }
    return expectBody(await sendJson<CompleteMultipartResponse>('POST', `${address}/complete`, complete)).key
  } catch (error) {
    // The janitor removes what this cannot: the first error is the one to tell.
    await sendJson('DELETE', address).catch(() => null)
    throw error
  }
}

async function sendParts(file: Outgoing, { parts, part_size }: MultipartResponse) {
  const sent = new Map<number, number>()
  const done: { part_number: number; etag: string }[] = []
  const waiting = [...parts]
  const worker = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const { part_number, url, headers } = part
      const bytes = file.data.slice((part_number - 1) * part_size, part_number * part_size)
      const answer = await put(url, headers, bytes, file.signal, (count) => {
        sent.set(part_number, count)
        file.onProgress([...sent.values()].reduce((sum, partCount) => sum + partCount, 0))
      })
      const etag = answer.getResponseHeader('etag')
      if (etag === null)
        throw new ApiError('The store gave no ETag for a part. Let its CORS rules expose that header.', 0)
      done.push({ part_number, etag })
    }
  }
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, worker))
  return done
}

async function put(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Blob,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<XMLHttpRequest> {
  const allowed = Object.entries(headers).filter(([name]) => !FORBIDDEN_HEADERS.has(name.toLowerCase()))
  try {
    return await fetcher(url, {
      method: 'PUT',
      headers: Object.fromEntries(allowed),
      body,
      signal,
      retries: RETRIES,
      timeout: STALLED,
      shouldRetry: ({ status }) => status === 0 || status === 429 || status >= 500,
      onUploadProgress: ({ loaded }) => onProgress(loaded),
    })
  } catch (error) {
    throw readable(error)
  }
}

/** The store's refusal as a sentence; a cancelled request stays what it is. */
function readable(error: unknown): unknown {
  if (error instanceof DOMException && error.name === 'AbortError') return error
  const answer = error instanceof Error && 'request' in error ? error.request : undefined
  if (!(answer instanceof XMLHttpRequest) || answer.status === 0)
    return new ApiError(UNREACHABLE, 0, {}, { cause: error })
  return problemOf(answer.status, answer.responseText)
}

function expectBody<Body>(body: Body | null): Body {
  if (body === null) throw new ApiError('The server gave an empty answer. Try again.', 0)
  return body
}
