import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3'
import { parseCheckpoint } from '../../audit/checkpoint.ts'
import { newCheckpoint } from '../../audit/fixtures.ts'
import { objectPlace } from '../../audit/places.ts'
import { S3ClientFactory } from './s3-client-factory.ts'
import { S3Storage } from './s3-storage.ts'

/** As radosgw-contract.test.ts: encryption at rest and Object Lock, which s3rver has not. */
const endpoint = process.env['TEST_RADOSGW_URL']
const server = {
  driver: 's3',
  useAws: false,
  endpoint: endpoint ?? '',
  credentials: { accessKeyId: 'ledger-lift', secretAccessKey: 'ledger-lift' },
} as const
const skip = 'TEST_RADOSGW_URL names no server; scripts/radosgw.sh starts one'

describe('what a store keeps', endpoint === undefined ? { skip } : {}, () => {
  test('a checkpoint in a bucket with Object Lock is changed and deleted by nobody before its time', async () => {
    const bucket = `locked-${randomUUID()}`
    const settings = { ...server, bucket, objectLock: true } as const
    const factory = new S3ClientFactory(settings)
    const storage = new S3Storage(settings, factory)
    const place = objectPlace('the second place', storage, { prefix: '', lockDays: 1 })
    const checkpoint = newCheckpoint()
    await place.write(checkpoint)
    const client = factory.createClient()
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }))
    const [version] = Versions
    assert.equal(version?.Key, '000000000001.json')
    const at = { Bucket: bucket, Key: version?.Key ?? '', VersionId: version?.VersionId ?? '' }
    const { ObjectLockMode, ObjectLockRetainUntilDate } = await client.send(new HeadObjectCommand(at))
    assert.equal(ObjectLockMode, 'COMPLIANCE')
    const day = Date.parse(checkpoint.statement.created_at) + 24 * 3600_000
    assert.ok(Math.abs((ObjectLockRetainUntilDate?.getTime() ?? 0) - day) < 1000)
    const sooner = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date(Date.now() + 60_000) }
    for (const attempt of [
      () => client.send(new DeleteObjectCommand({ ...at, BypassGovernanceRetention: true })),
      () => client.send(new PutObjectRetentionCommand({ ...at, Retention: sooner })),
    ])
      await assert.rejects(attempt(), { name: 'AccessDenied' })
    // A bucket with locks keeps every version: what is put over it takes nothing away.
    await storage.put(at.Key, Buffer.from('{}'), { contentType: 'application/json' })
    await storage.delete([at.Key])
    const { Body } = await client.send(new GetObjectCommand(at))
    assert.deepEqual(parseCheckpoint((await Body?.transformToByteArray()) ?? new Uint8Array()), checkpoint)
    await storage.close()
  })

  test('a bucket without Object Lock refuses a checkpoint that is to be locked, and the error says why', async () => {
    const bucket = `unlocked-${randomUUID()}`
    const storage = new S3Storage({ ...server, bucket })
    const place = objectPlace('the second place', storage, { prefix: '', lockDays: 1 })
    await assert.rejects(place.write(newCheckpoint()), /Object Lock/)
    await storage.close()
  })

  // Ceph before 17 has no SSE-S3 of its own: with a default key it encrypts everything and tells of nothing.
  test('requests for SSE-S3 are taken, with the header signed into the address', async () => {
    const bucket = `sse-s3-${randomUUID()}`
    const encryption = { mode: 'AES256' } as const
    const storage = new S3Storage({ ...server, bucket, encryption })
    const { url, headers } = await storage.generatePresignedUrl('uploaded', 'text/plain', 1, 60)
    assert.equal(headers['x-amz-server-side-encryption'], 'AES256')
    const { 'x-amz-server-side-encryption': _, ...without } = headers
    assert.equal((await fetch(url, { method: 'PUT', headers: without, body: 'x' })).status, 403)
    assert.equal((await fetch(url, { method: 'PUT', headers, body: 'x' })).status, 200)
    await storage.put('put', Buffer.from('x'), { contentType: 'text/plain' })
    assert.equal((await storage.head('put')).size, 1)
    await storage.close()
  })

  test('what is put or uploaded is encrypted by the store when told so', async () => {
    const encryption = { mode: 'aws:kms', kmsKeyId: 'test-key' } as const
    const bucket = `encrypted-${randomUUID()}`
    const settings = { ...server, bucket, encryption } as const
    const factory = new S3ClientFactory(settings)
    const storage = new S3Storage(settings, factory)
    await storage.put('put', Buffer.from('x'), { contentType: 'text/plain' })
    const { url, headers } = await storage.generatePresignedUrl('uploaded', 'text/plain', 1, 60)
    assert.equal((await fetch(url, { method: 'PUT', headers, body: 'x' })).status, 200)
    for (const Key of ['put', 'uploaded']) {
      const found = await factory.createClient().send(new HeadObjectCommand({ Bucket: bucket, Key }))
      assert.equal(found.ServerSideEncryption, 'aws:kms')
    }
    await storage.close()
  })
})
