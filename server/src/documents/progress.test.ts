import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { newId, type RunId } from '../ids.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi()
})
after(() => api.close())

interface Told {
  readonly event: string
  readonly id: string
  readonly data: { readonly processing_status?: string | null; readonly pages_done?: number }
}

/** Reads a stream as it comes. */
async function listen(id: string, lastEventId?: string, { url, token } = api) {
  const stop = new AbortController()
  const response = await fetch(`${url}/v1/documents/${id}/progress`, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    signal: stop.signal,
  })
  const messages = told(response)
  const next = async (): Promise<Told> => {
    const { value } = await messages.next()
    assert.ok(value, 'the stream ended')
    return value
  }
  const short = ({ event, data }: Told) =>
    `${event} ${data.processing_status === undefined ? data.pages_done : data.processing_status}`
  return {
    response,
    next,
    shortly: async () => short(await next()),
    rest: async () => {
      const all: string[] = []
      for await (const message of messages) all.push(short(message))
      return all
    },
    stop: () => stop.abort(),
  }
}

async function* told({ body }: Response): AsyncGenerator<Told, undefined> {
  let text = ''
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString()
    const parts = text.split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts) {
      const { event, id, data } = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s, 2)))
      if (event) yield { event, id, data: JSON.parse(data) }
    }
  }
  return undefined
}

const start = async (id: Awaited<ReturnType<ApiUnderTest['registered']>>['id']) => {
  const run = newId<RunId>()
  await api.documents.startRun({
    document: id,
    run,
    workerId: 'host/1',
    engineVersion: '1',
    engineFingerprint: 'f',
  })
  return { document: id, run }
}
const failure = { code: 'document.damaged', message: 'Damaged.' } as const

test('a document is followed from the queue to its end', async () => {
  const { id } = await api.registered()
  const stream = await listen(id)
  assert.equal(stream.response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.deepEqual([await stream.shortly(), await stream.shortly()], ['status UPLOADED', 'progress 0'])
  const run = await start(id)
  assert.equal(await stream.shortly(), 'status PROCESSING')
  await api.documents.recordProgress(run, { stage: 'extracting', pagesDone: 3, pagesTotal: 9 })
  let moved = await stream.shortly()
  if (moved === 'progress 0') moved = await stream.shortly() // the stage moved first
  assert.equal(moved, 'progress 3')
  await api.documents.failRun(run, failure, 'worker:host/1')
  const rest = await stream.rest()
  assert.equal(rest[0], 'status FAILED')
  assert.equal(rest.at(-1), 'end FAILED')
})

test('Last-Event-ID takes up where the connection broke: every status once', async () => {
  const { id } = await api.registered()
  const first = await listen(id)
  await first.next()
  const { id: last } = await first.next()
  first.stop()
  await api.documents.failRun(await start(id), failure, 'worker:host/1')
  const again = await listen(id, last)
  const statuses = (await again.rest()).filter((line) => !line.startsWith('progress'))
  assert.deepEqual(statuses, ['status PROCESSING', 'status FAILED', 'end FAILED'])
})

test('who has been told the end is told by 204 not to come back', async () => {
  const { id } = await api.completed()
  const stream = await listen(id)
  let last = ''
  for (;;) {
    const message = await stream.next()
    last = message.id
    if (message.event === 'end') break
  }
  assert.equal((await listen(id, last)).response.status, 204)
  const since = await listen(id, 'no id of ours')
  assert.deepEqual(await since.rest(), ['status COMPLETED', 'progress 1', 'end COMPLETED'])
})

test('a purge ends the stream', async () => {
  const row = await api.registered()
  const stream = await listen(row.id)
  await stream.next()
  await api.documents.purge(row.tenant_id, row.id, 'local')
  assert.equal((await stream.rest()).at(-1), 'end null')
})

test('fifty watchers of one document all see its end', async () => {
  const { id } = await api.registered()
  const streams = await Promise.all(Array.from({ length: 50 }, () => listen(id)))
  for (const stream of streams) assert.equal(await stream.shortly(), 'status UPLOADED')
  await api.documents.failRun(await start(id), failure, 'worker:host/1')
  for (const stream of streams) assert.equal((await stream.rest()).at(-1), 'end FAILED')
})

test('a stop ends the streams, so that their readers go elsewhere', async () => {
  const stopping = await startApi()
  const { id } = await stopping.registered()
  const stream = await listen(id, undefined, stopping)
  await stream.next()
  const before = performance.now()
  await stopping.app.close()
  assert.deepEqual(await stream.rest(), ['progress 0'])
  assert.ok(performance.now() - before < 5_000)
  await stopping.close()
})
