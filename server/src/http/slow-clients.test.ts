import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { DEFAULT_TENANT, newId } from '../ids.ts'
import { startApi, type ApiUnderTest } from './testing.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi({ settings: { patience: { headers: 150, body: 150, check: 50 } } })
})
after(() => api.close())

interface Line {
  readonly socket: Socket
  /** All that the server sent until it closed the line. */
  readonly answer: Promise<string>
}

function open(text: string): Line {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  // What is sent into a closed line is an error; what counts is that it was closed.
  socket.on('error', () => {}).write(text)
  let answer = ''
  socket.on('data', (bytes) => (answer += String(bytes)))
  return { socket, answer: once(socket, 'close').then(() => answer) }
}

/** A byte now and then, for as long as the line is open. */
async function trickling(text: string): Promise<string> {
  const { socket, answer } = open(text)
  const drip = setInterval(() => socket.write('x'), 10)
  return answer.finally(() => clearInterval(drip))
}

const post = (length: number) =>
  `POST /v1/uploads/presign HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${api.token}\r\n` +
  `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n`

test('a client that sends its headers byte by byte is told and cut off', async () => {
  assert.match(await trickling('GET /livez HTTP/1.1\r\nx-long: '), /^HTTP\/1.1 408 .*"status":408/s)
})

test('a client that sends a body byte by byte is told and cut off', async () => {
  assert.match(await trickling(post(1_000_000)), /^HTTP\/1.1 408 .*"status":408/s)
})

test('a client that was refused and goes on sending is cut off, with one answer', async () => {
  for (const [text, status] of [
    [post(1_000_000).replace(api.token, 'll_live_nobody'), 401],
    [post(1_000_000).replace('application/json', 'image/png'), 415],
  ] as const) {
    const refused = await trickling(text)
    assert.equal(refused.match(/HTTP\/1.1/g)?.length, 1)
    assert.ok(refused.startsWith(`HTTP/1.1 ${status} `))
  }
})

test('an answer that goes on is not cut off for a body that came with a GET and that nobody reads', async () => {
  const { id } = await api.registered()
  const { socket, answer } = open(
    `GET /v1/documents/${id}/progress HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${api.token}\r\n` +
      'content-length: 2\r\n\r\n{}',
  )
  await once(socket, 'data')
  await trickling(post(1_000_000))
  socket.end()
  assert.match(await answer, /^HTTP\/1.1 200 (?!.*HTTP\/1.1)/s)
})

test('a request that came whole is answered, however long it takes, and its line stays open', async () => {
  const body = JSON.stringify({ filename: 'a.pdf', content_type: 'application/pdf', file_size: 10 })
  const { socket, answer } = open(post(body.length) + body)
  await once(socket, 'data')
  await trickling(post(1_000_000))
  socket.end('GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
  assert.match(await answer, /^HTTP\/1.1 200 .*HTTP\/1.1 200 .*alive/s)
})

test('an upload may take longer than that', async () => {
  const key = `${DEFAULT_TENANT}/uploads/${newId()}/slow.pdf`
  const { url, headers } = await api.storage.generatePresignedUrl(key, 'application/pdf', 10, 60)
  const { pathname, search } = new URL(url)
  const { socket, answer } = open(
    `PUT ${pathname}${search} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 10\r\n` +
      `${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n01234`,
  )
  await trickling(post(1_000_000))
  socket.write('56789')
  assert.match(await answer, /^HTTP\/1.1 200 /)
  assert.equal((await api.storage.head(key)).size, 10)
})
