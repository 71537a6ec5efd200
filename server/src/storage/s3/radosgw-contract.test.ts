import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { storageContract } from '../storage-contract.ts'
import { S3ClientFactory } from './s3-client-factory.ts'
import { S3Storage } from './s3-storage.ts'
import { s3Subject } from './testing.ts'

/** `scripts/radosgw.sh start DIR PORT` starts one with this key and secret. */
const endpoint = process.env['TEST_RADOSGW_URL']
const credentials = { accessKeyId: 'ledger-lift', secretAccessKey: 'ledger-lift' }

if (endpoint === undefined)
  describe('storage contract: s3 on radosgw', () => {
    test('runs', { skip: 'TEST_RADOSGW_URL names no server; scripts/radosgw.sh starts one' }, () => {})
  })
else {
  await storageContract(
    's3 on radosgw',
    () => {
      const settings = {
        driver: 's3',
        useAws: false,
        endpoint,
        bucket: `contract-${randomUUID()}`,
        credentials,
      } as const
      return s3Subject(settings, new S3ClientFactory(settings), async () => {})
    },
    { 'checks the checksum of an upload': 'radosgw checks x-amz-checksum-sha256 only from Ceph 20 on' },
  )

  test('what is put or uploaded is encrypted by the store when told so', async () => {
    const encryption = { mode: 'aws:kms', kmsKeyId: 'test-key' } as const
    const bucket = `encrypted-${randomUUID()}`
    const settings = { driver: 's3', useAws: false, endpoint, bucket, credentials, encryption } as const
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
}
