import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sha256Hex } from '@ledger-lift/extraction'
import type { Document } from '../documents/contract.ts'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { newId } from '../ids.ts'
import type { CompleteMultipartResponse, MultipartResponse, PresignResponse } from './contract.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi({ settings: { maxFileSize: 100 * 1024 * 1024 } })
})
after(() => api.close())

const PDF = Buffer.from('%PDF-1.7\n%%EOF\n')
const file = { filename: 'q3.pdf', content_type: 'application/pdf', file_size: PDF.byteLength }

const send = async (url: string, headers: Record<string, string>, body: Buffer) => {
  const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) })
  return { status: response.status, etag: response.headers.get('etag') ?? '', text: await response.text() }
}

test('presign, PUT, register: the three calls of every upload', async () => {
  const body = { ...file, sha256: sha256Hex(PDF) }
  const { status, body: signed } = await api.call<PresignResponse>('POST', '/v1/uploads/presign', { body })
  assert.equal(status, 200)
  assert.equal((await send(signed.url, signed.headers, PDF)).status, 200)
  const claim = {
    s3_key: signed.key,
    original_filename: 'q3.pdf',
    content_type: 'application/pdf',
    file_size: PDF.byteLength,
  }
  assert.equal((await api.call<Document>('POST', '/v1/documents', { body: claim })).status, 201)
})

test('an address expires when it was asked to', async () => {
  const ask = async (expires_in?: number) => {
    const { body } = await api.call<PresignResponse>('POST', '/v1/uploads/presign', {
      body: { ...file, expires_in },
    })
    return (Date.parse(body.expires_at) - Date.now()) / 1000
  }
  assert.ok(Math.abs((await ask(60)) - 60) < 5)
  assert.ok(Math.abs((await ask()) - 900) < 5)
})

for (const [what, change, code] of [
  ['another type', { content_type: 'image/png' }, 'upload.type_not_supported'],
  ['no bytes', { file_size: 0 }, 'upload.empty'],
  ['a byte over the limit', { file_size: 100 * 1024 * 1024 + 1 }, 'upload.too_large'],
  ['no name', { filename: '' }, 'upload.filename_invalid'],
  ['a name of path parts', { filename: '../..' }, 'upload.filename_invalid'],
  ['a long name', { filename: `${'x'.repeat(252)}.pdf` }, 'upload.filename_invalid'],
  ['half a byte', { file_size: 1.5 }, 'request.unprocessable'],
  ['a size as text', { file_size: '15' }, 'request.unprocessable'],
  ['eight days', { expires_in: 8 * 24 * 3600 }, 'request.unprocessable'],
  ['no time', { expires_in: 0 }, 'request.unprocessable'],
  ['a broken checksum', { sha256: 'abc' }, 'request.unprocessable'],
] as const)
  test(`${what}: 422 ${code} that points at the field`, async () => {
    const body = { ...file, ...change }
    const answer = await api.call<Problem>('POST', '/v1/uploads/presign', { body })
    assert.deepEqual([answer.status, answer.body.code], [422, code])
    assert.deepEqual(
      answer.body.errors?.map((error) => error.pointer),
      [`/${Object.keys(change)[0]}`],
    )
    if ('sha256' in change || 'expires_in' in change) return
    assert.equal((await api.call<Problem>('POST', '/v1/uploads/multipart', { body })).body.code, code)
  })

test('an address that was changed, has another length or is used twice gives a problem document', async () => {
  const { body } = await api.call<PresignResponse>('POST', '/v1/uploads/presign', { body: file })
  const code = async (url: string, bytes: Buffer) => {
    const { status, text } = await send(url, body.headers, bytes)
    const problem: Problem = JSON.parse(text)
    return [status, problem.code]
  }
  assert.deepEqual(await code(body.url.replace('size=15', 'size=16'), PDF), [403, 'upload.signature_invalid'])
  assert.deepEqual(await code(body.url, Buffer.concat([PDF, PDF])), [409, 'upload.size_mismatch'])
  assert.equal((await send(body.url, body.headers, PDF)).status, 200)
  assert.deepEqual(await code(body.url, PDF), [412, 'upload.exists'])
})

test('a large file goes in parts, and is registered as any other', async () => {
  const bytes = Buffer.concat([PDF, Buffer.alloc(8 * 1024 * 1024)])
  const { status, body: upload } = await api.call<MultipartResponse>('POST', '/v1/uploads/multipart', {
    body: { ...file, file_size: bytes.byteLength },
  })
  assert.deepEqual([status, upload.parts.length], [201, 2])
  const parts = []
  for (const { part_number, url, headers } of upload.parts) {
    const start = (part_number - 1) * upload.part_size
    const { etag } = await send(url, headers, bytes.subarray(start, start + upload.part_size))
    parts.push({ part_number, etag })
  }
  const path = `/v1/uploads/multipart/${upload.upload_id}/complete`
  const wrong = await api.call<Problem>('POST', path, { body: { parts: parts.slice(1) } })
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'upload.parts_invalid'])
  const done = await api.call<CompleteMultipartResponse>('POST', path, { body: { parts } })
  assert.deepEqual([done.status, done.body.key], [200, upload.key])
  const again = await api.call<CompleteMultipartResponse>('POST', path, { body: { parts } })
  assert.deepEqual(again.body, done.body)
  const claim = {
    s3_key: upload.key,
    original_filename: 'q3.pdf',
    content_type: 'application/pdf',
    file_size: bytes.byteLength,
  }
  assert.equal((await api.call('POST', '/v1/documents', { body: claim })).status, 201)
})

test('an aborted upload is gone', async () => {
  const { body } = await api.call<MultipartResponse>('POST', '/v1/uploads/multipart', { body: file })
  const path = `/v1/uploads/multipart/${body.upload_id}`
  assert.equal((await api.call('DELETE', path)).status, 204)
  const parts = [{ part_number: 1, etag: 'x' }]
  for (const [method, rest, request] of [
    ['DELETE', '', {}],
    ['POST', '/complete', { body: { parts } }],
  ] as const) {
    const answer = await api.call<Problem>(method, path + rest, request)
    assert.deepEqual([answer.status, answer.body.code], [404, 'upload.not_found'])
  }
})

test('an upload that never was is 404, whatever its id looks like', async () => {
  for (const id of [newId(), 'x', "'%00"]) {
    const answer = await api.call<Problem>('DELETE', `/v1/uploads/multipart/${encodeURIComponent(id)}`)
    assert.deepEqual([answer.status, answer.body.code], [404, 'upload.not_found'])
  }
})

test('parts that do not fit are pointed at', async () => {
  for (const [parts, pointer] of [
    [[], '/parts'],
    [[{ part_number: 0, etag: 'x' }], '/parts/0/part_number'],
    [[{ part_number: 1 }], '/parts/0/etag'],
  ] as const) {
    const path = `/v1/uploads/multipart/${newId()}/complete`
    const { status, body } = await api.call<Problem>('POST', path, { body: { parts } })
    assert.deepEqual([status, body.errors?.[0]?.pointer], [422, pointer])
  }
})
