import type { Problem } from '@ledger-lift/server/contract'

/** What the API, or the way to it, refused: its sentence says what to do. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly existingId: string | undefined
  readonly requestId: string | undefined

  constructor(message: string, status: number, problem: Partial<Problem> = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ApiError'
    this.status = status
    this.code = problem.code ?? (status === 0 ? 'network' : `http.${status}`)
    this.existingId = problem.existing_id
    this.requestId = problem.request_id
  }

  /** Trying again by itself makes sense: the way there, or the server, is away for a moment. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502
  }
}

type PlainRequest = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }

export const UNREACHABLE =
  'The server cannot be reached. Check that Ledger Lift is running; this page goes on by itself.'

/** A form of another page cannot send this: the server takes it for the sign that we are its own page. */
const OWN_PAGE = { 'x-ledger-lift': 'page' }

const signedOut = new EventTarget()

/** Called whenever the server says that nobody is signed in; gives the way to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.addEventListener('signed-out', listener)
  return () => signedOut.removeEventListener('signed-out', listener)
}

/** Throws ApiError for every answer that is not 2xx and when there is no answer. */
export async function request(path: string, init: PlainRequest = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { ...init, headers: { ...OWN_PAGE, ...init.headers } })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new ApiError(UNREACHABLE, 0, {}, { cause })
  }
  if (response.ok) return response
  if (response.status === 401) signedOut.dispatchEvent(new Event('signed-out'))
  throw problemOf(response.status, await response.text().catch(() => ''))
}

/** The error of an answer: its problem document, or the status where something else stands between. */
export function problemOf(status: number, body: string): ApiError {
  const problem = readProblem(body)
  const sentence =
    problem.detail ?? problem.title ?? `The server answered with status ${status}. Try again in a moment.`
  const fields = (problem.errors ?? []).filter(({ detail }) => detail !== sentence)
  const title = problem.title === undefined || problem.title === sentence ? [] : [`${problem.title}.`]
  return new ApiError(
    [...title, sentence, ...fields.map(({ pointer, detail }) => `${pointer}: ${detail}`)].join(' '),
    status,
    problem,
  )
}

function readProblem(body: string): Partial<Problem> {
  try {
    const read: unknown = JSON.parse(body)
    return typeof read === 'object' && read !== null ? read : {}
  } catch {
    return {}
  }
}

/** The types are the server's own, which checks what it sends by them. */
export async function getJson<Body>(path: string, signal?: AbortSignal): Promise<Body> {
  const response = await request(path, {
    headers: { accept: 'application/json' },
    ...(signal ? { signal } : {}),
  })
  return response.json()
}

export async function sendJson<Body>(
  method: 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Body | null> {
  const response = await request(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}

/** All items of a list, page after page. */
export async function getAll<Item>(path: string, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const query: string = `${path.includes('?') ? '&' : '?'}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const page: { items: Item[]; next: string | null } = await getJson(path + query, signal)
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return items
}
