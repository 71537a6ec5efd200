import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { storageContract } from '../storage-contract.ts'
import { S3ClientFactory } from './s3-client-factory.ts'
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
}
