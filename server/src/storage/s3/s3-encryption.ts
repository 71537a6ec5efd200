import type { S3Settings } from './s3-client-factory.ts'

type Encryption = S3Settings['encryption']

/** Encryption at rest, for a request that we send. */
export const encryptionInput = (encryption: Encryption) =>
  encryption === undefined
    ? {}
    : {
        ServerSideEncryption: encryption.mode,
        ...(encryption.kmsKeyId !== undefined && { SSEKMSKeyId: encryption.kmsKeyId }),
      }

/** The same for a request that an uploader sends. */
export const encryptionHeaders = (encryption: Encryption): Record<string, string> =>
  encryption === undefined
    ? {}
    : {
        'x-amz-server-side-encryption': encryption.mode,
        ...(encryption.kmsKeyId !== undefined && {
          'x-amz-server-side-encryption-aws-kms-key-id': encryption.kmsKeyId,
        }),
      }
