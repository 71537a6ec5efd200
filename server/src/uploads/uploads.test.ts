import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { CONTENT_TYPES } from '@ledger-lift/extraction'
import { serviceUnderTest, type ServiceUnderTest } from '../documents/fixtures.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import { DEFAULT_TENANT as tenant } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import { servedStorage, type ServedStorage } from '../storage/filesystem/testing.ts'
import { sweepUploads } from './sweep-uploads.ts'
import { createUploads, type Uploads } from './uploads.ts'

const PDF = CONTENT_TYPES.pdf
const DAY = 24 * 3600 * 1000
const pdf = Buffer.from('%PDF-1.7\nwhat a PDF begins with')
const announced = { filename: 'report.pdf', content_type: PDF, file_size: pdf.length }

describe('uploads', () => {
  let database: ServiceUnderTest
  let served: ServedStorage
  let uploads: Uploads
  let now = () => new Date()

  before(async () => {
    ;[database, served] = await Promise.all([serviceUnderTest(), servedStorage()])
    const { db } = database
    const limits = { maxFileSize: 100 * 1024 * 1024, presignTtl: 900 }
    uploads = createUploads({ db, storage: served.storage, limits, clock: () => now() })
  })
  after(() => Promise.all([database.close(), served.close()]))

  const uploaded = async (bytes: Buffer = pdf, type: string = PDF) => {
    const { key, url, headers } = await uploads.presign(tenant, {
      ...announced,
      content_type: type,
      file_size: bytes.length,
    })
    assert.equal((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status, 200)
    const claim = {
      s3_key: key,
      original_filename: 'report.pdf',
      content_type: type,
      file_size: bytes.length,
    }
    return { key, claim }
  }

  describe('verification', () => {
    test('takes what was announced and sent', async () => {
      const { key, claim } = await uploaded()
      assert.deepEqual(await uploads.verify(tenant, claim), {
        s3Key: key,
        originalFilename: 'report.pdf',
        contentType: PDF,
        fileSize: pdf.length,
        sha256: null,
        etag: (await served.storage.head(key)).etag,
      })
    })

    test('names what is missing or different', async () => {
      const { claim } = await uploaded()
      const other = { ...claim, s3_key: keys.upload(tenant, 'never', 'sent.pdf') }
      await rejects(uploads.verify(tenant, other), 'upload.missing')
      await rejects(uploads.verify(tenant, { ...claim, file_size: 7 }), 'upload.size_mismatch')
      await rejects(
        uploads.verify(tenant, { ...claim, content_type: CONTENT_TYPES.docx }),
        'upload.type_mismatch',
      )
      await rejects(
        uploads.verify(tenant, { ...claim, sha256_hash: 'A'.repeat(64) }),
        'upload.checksum_mismatch',
      )
    })

    test('refuses a file that is not what it claims', async () => {
      for (const content of ['<html>', 'PK\u0003\u0004 a zip']) {
        const { claim } = await uploaded(Buffer.from(content))
        await rejects(uploads.verify(tenant, claim), 'upload.type_mismatch')
      }
    })

    test('refuses keys that are not uploads of the tenant', async () => {
      const { claim } = await uploaded()
      const outside = `${tenant}/documents/1/runs/1/result.json`
      await served.storage.put(outside, pdf, { contentType: PDF })
      for (const s3_key of [outside, `${tenant}/uploads/../documents/1/runs/1/result.json`, '', '../x'])
        await rejects(uploads.verify(tenant, { ...claim, s3_key }), 'upload.missing')
    })

    test('refuses an upload that the sweep is about to take', async () => {
      const { claim } = await uploaded()
      now = () => new Date(Date.now() + 7 * DAY - 1800_000)
      await rejects(uploads.verify(tenant, claim), 'upload.missing')
      now = () => new Date()
    })
  })

  describe('multipart', () => {
    const large = Buffer.alloc(9 * 1024 * 1024, '%PDF-1.7 ')
    const begin = () => uploads.createMultipart(tenant, { ...announced, file_size: large.length })

    async function sendAll({ parts, partSize }: Awaited<ReturnType<typeof begin>>) {
      const sent = parts.map(async ({ partNumber, url, headers }, index) => {
        const body = new Uint8Array(large.subarray(index * partSize, (index + 1) * partSize))
        const response = await fetch(url, { method: 'PUT', headers, body })
        assert.equal(response.status, 200)
        return { partNumber, etag: response.headers.get('etag') ?? '' }
      })
      return Promise.all(sent)
    }

    test('its parts become one object; completing again, or twice at once, gives the same', async () => {
      const upload = await begin()
      const parts = (await sendAll(upload)).reverse()
      const complete = () => uploads.completeMultipart(tenant, upload.uploadId, parts)
      assert.deepEqual(await Promise.all([complete(), complete()]), [
        { key: upload.key },
        { key: upload.key },
      ])
      assert.deepEqual(await complete(), { key: upload.key })
      assert.equal((await served.storage.head(upload.key)).size, large.length)
    })

    test('a completion that was cut off before it was written down is taken up', async () => {
      const upload = await begin()
      const parts = await sendAll(upload)
      await uploads.completeMultipart(tenant, upload.uploadId, parts)
      await database.db.updateTable('multipart_uploads').set({ completed_at: null }).execute()
      assert.deepEqual(await uploads.completeMultipart(tenant, upload.uploadId, parts), { key: upload.key })
    })

    test('parts that are missing, doubled or never sent are refused, and the upload goes on', async () => {
      const upload = await begin()
      const [first, second] = await sendAll(upload)
      assert.ok(first && second)
      const invented = { ...second, etag: '0'.repeat(64) }
      for (const parts of [[first], [first, first], [first, invented]])
        await rejects(uploads.completeMultipart(tenant, upload.uploadId, parts), 'upload.parts_invalid')
      await uploads.completeMultipart(tenant, upload.uploadId, [first, second])
    })

    test('an aborted one is gone', async () => {
      const upload = await begin()
      const parts = await sendAll(upload)
      await uploads.abortMultipart(tenant, upload.uploadId)
      await rejects(uploads.abortMultipart(tenant, upload.uploadId), 'upload.not_found')
      await rejects(uploads.completeMultipart(tenant, upload.uploadId, parts), 'upload.not_found')
    })
  })

  test('the sweep takes what nobody registered or finished, and nothing else', async () => {
    const { storage } = served
    const { db } = database
    const begun = await uploads.createMultipart(tenant, announced)
    const { key: lost } = await uploaded()
    const { key: registered, claim } = await uploaded()
    await database.service.createDocument({
      ...(await uploads.verify(tenant, claim)),
      tenant,
      actor: 'local',
    })
    const sweep = (clock: () => Date) => sweepUploads({ db, storage, clock }, tenant)

    await sweep(() => new Date())
    await storage.head(lost)
    await sweep(() => new Date(Date.now() + 8 * DAY))
    await rejects(storage.head(lost), 'storage.not_found')
    await storage.head(registered)
    await rejects(uploads.abortMultipart(tenant, begun.uploadId), 'upload.not_found')
    assert.deepEqual(await db.selectFrom('multipart_uploads').selectAll().execute(), [])
  })
})

async function rejects(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code, error.message)
    return true
  })
}
