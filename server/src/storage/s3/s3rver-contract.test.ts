import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { storageContract } from '../storage-contract.ts'
import { S3ClientFactory } from './s3-client-factory.ts'
import { startS3rver } from './s3rver.ts'
import { s3Subject } from './testing.ts'

/** s3rver verifies the signature of `/bucket` where the SDK, as AWS documents, signs and sends `/bucket/`. */
class WithoutSlash extends S3ClientFactory {
  override createClient(): S3Client {
    const client = super.createClient()
    client.middlewareStack.add(
      (next) => (args) => {
        const { request } = args
        if (
          typeof request === 'object' &&
          request !== null &&
          'path' in request &&
          request.path === '/contract/'
        )
          request.path = '/contract'
        return next(args)
      },
      { step: 'build', name: 'withoutSlash', override: true },
    )
    return client
  }
}

/** s3rver verifies signatures over all signed headers, so it proves that type and exact size are bound. */
await storageContract(
  's3 on s3rver',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'll-s3rver-'))
    const server = await startS3rver({ directory })
    const settings = {
      driver: 's3',
      useAws: false,
      endpoint: server.url,
      bucket: 'contract',
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    } as const
    return s3Subject(settings, new WithoutSlash(settings), async () => {
      await server.stop()
      await rm(directory, { recursive: true })
    })
  },
  {
    'refuses to overwrite through a presigned address':
      's3rver does not know If-None-Match; radosgw proves it',
    'refuses to put over an object when told so': 's3rver does not know If-None-Match; radosgw proves it',
    'checks the checksum of an upload': 's3rver does not know x-amz-checksum-sha256',
    'refuses parts that were not sent': 's3rver does not compare etags; radosgw proves it',
    'aborts multipart uploads': 's3rver has no such request; radosgw proves it',
    'answers for a range of an object without bytes': 's3rver breaks the connection off; radosgw proves it',
    'names the file of a download':
      's3rver computes another signature over `*` and quotes; radosgw proves it',
    'lists in order of bytes':
      's3rver lists a directory before the files that S3 sorts first; radosgw proves it',
  },
)
