import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sha256Hex } from '@ledger-lift/extraction/canonical'
import type { DocumentRow } from '../documents/document-service.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import { DEFAULT_TENANT, newId, type DocumentId } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { fetchSource } from './fetch-source.ts'

const BYTES = Buffer.from('%PDF-1.7 a document')
const NEVER = new AbortController().signal

describe('fetching a document', () => {
  let folder: string
  let storage: ObjectStorage
  let path: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'll-fetch-'))
    const directory = join(folder, 'objects')
    storage = openStorage({ driver: 'filesystem', directory, secret: 'x', publicUrl: () => '' })
  })
  after(async () => {
    await storage.close()
    await rm(folder, { recursive: true })
  })

  async function registered(
    registered: Partial<DocumentRow> = {},
    bytes: Buffer | null = BYTES,
  ): Promise<DocumentRow> {
    const key = keys.upload(DEFAULT_TENANT, crypto.randomUUID(), 'report.pdf')
    path = join(folder, crypto.randomUUID())
    if (bytes) await storage.put(key, bytes, { contentType: 'application/pdf' })
    return {
      id: newId<DocumentId>(),
      tenant_id: DEFAULT_TENANT,
      s3_key: key,
      original_filename: 'report.pdf',
      content_type: 'application/pdf',
      file_size: BYTES.length,
      sha256_hash: null,
      upload_etag: null,
      processing_status: 'PROCESSING',
      error_code: null,
      error_message: null,
      page_count: null,
      stage: 'fetching',
      pages_done: 0,
      pages_total: null,
      attempt: 1,
      priority: 0,
      next_attempt_at: null,
      leased_run_id: null,
      published_run_id: null,
      created_by: 'test',
      created_at: new Date(),
      updated_at: new Date(),
      completed_at: null,
      ...registered,
    }
  }

  const refused = async (document: DocumentRow, code: ErrorCode) => {
    await assert.rejects(fetchSource(storage, document, path, NEVER), (error) => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, code)
      return true
    })
  }

  it('puts its bytes into the file and says what they are', async () => {
    const source = await fetchSource(storage, await registered(), path, NEVER)
    assert.deepEqual(await readFile(path), BYTES)
    assert.deepEqual(source, {
      filename: 'report.pdf',
      sha256: sha256Hex(BYTES),
      content_type: 'application/pdf',
      file_size: BYTES.length,
    })
  })

  it('takes bytes with the hash that was registered', async () => {
    await fetchSource(storage, await registered({ sha256_hash: sha256Hex(BYTES) }), path, NEVER)
  })

  it('refuses bytes with another hash than was registered', async () => {
    await refused(await registered({ sha256_hash: sha256Hex('other') }), 'document.object_changed')
  })

  it('refuses another object of the same size that has taken the place of the one registered', async () => {
    const document = await registered()
    const { etag } = await storage.head(document.s3_key)
    await fetchSource(storage, { ...document, upload_etag: etag }, `${path}-before`, NEVER)
    await storage.put(document.s3_key, Buffer.from(BYTES).reverse(), { contentType: 'application/pdf' })
    await refused({ ...document, upload_etag: etag }, 'document.object_changed')
  })

  it('holds bytes whose hash is known against that alone: their store may be another one by now', async () => {
    const document = await registered({ sha256_hash: sha256Hex(BYTES), upload_etag: 'of the store before' })
    await fetchSource(storage, document, path, NEVER)
  })

  it('refuses an object of another size', async () => {
    await refused(await registered({ file_size: BYTES.length - 1 }), 'document.object_changed')
  })

  it('says that an object is gone', async () => {
    await refused(await registered({}, null), 'document.object_missing')
  })

  it('stops with the reason that it is told', async () => {
    const document = await registered()
    const reason = new AppError('server.stopping', 'enough')
    await assert.rejects(fetchSource(storage, document, path, AbortSignal.abort(reason)), reason)
  })
})
