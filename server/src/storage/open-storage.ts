import { FilesystemStorage, type FilesystemSettings } from './filesystem/filesystem-storage.ts'
import type { S3Settings } from './s3/s3-client-factory.ts'
import { S3Storage } from './s3/s3-storage.ts'
import type { ObjectStorage } from './storage.ts'

export type StorageSettings = FilesystemSettings | S3Settings

/** A driver is one more case here. */
export function openStorage(settings: StorageSettings): ObjectStorage {
  switch (settings.driver) {
    case 'filesystem':
      return new FilesystemStorage(settings)
    case 's3':
      return new S3Storage(settings)
  }
}
