import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { AppError } from '../../errors.ts'
import type { S3Settings } from './s3-client-factory.ts'
import { fromS3Error, statusOf } from './s3-errors.ts'

/** Makes sure that there is a bucket. Outside AWS it is made; on AWS that is for the account's owner to decide. */
export async function ensureBucket(
  client: S3Client,
  { bucket, useAws, objectLock = false }: S3Settings,
): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
  } catch (error) {
    const status = statusOf(error)
    if (status === 403 && useAws) return // there, but we may not list it: least privilege
    if (status !== 404) throw fromS3Error(error, { bucket })
    if (useAws)
      throw new AppError(
        'storage.denied',
        `There is no bucket “${bucket}”; create it or correct S3_BUCKET.`,
        {
          cause: error,
        },
      )
    await createBucket(client, bucket, objectLock)
  }
}

async function createBucket(client: S3Client, bucket: string, objectLock: boolean): Promise<void> {
  try {
    await client.send(
      new CreateBucketCommand({ Bucket: bucket, ...(objectLock && { ObjectLockEnabledForBucket: true }) }),
    )
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name !== 'BucketAlreadyOwnedByYou' && name !== 'BucketAlreadyExists')
      throw fromS3Error(error, { bucket })
  }
  await allowBrowsers(client, bucket)
}

/** The page uploads from its own origin to the store's. Any origin: the signed address is what gives the right. */
async function allowBrowsers(client: S3Client, bucket: string): Promise<void> {
  const rule = {
    AllowedOrigins: ['*'],
    AllowedMethods: ['PUT', 'GET', 'HEAD'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag'],
  }
  try {
    await client.send(
      new PutBucketCorsCommand({
        Bucket: bucket,
        CORSConfiguration: { CORSRules: [{ ...rule, MaxAgeSeconds: 3600 }] },
      }),
    )
  } catch (error) {
    // MinIO and others have no rules by bucket: they allow every origin by themselves.
    if (fromS3Error(error).code === 'storage.denied') throw fromS3Error(error, { bucket })
  }
}
