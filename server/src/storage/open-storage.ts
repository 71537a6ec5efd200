import { FilesystemStorage, type FilesystemSettings } from './filesystem/filesystem-storage.ts'
import type { ObjectStorage } from './storage.ts'

export type StorageSettings = FilesystemSettings

/** A driver is one more case here. */
export function openStorage(settings: StorageSettings): ObjectStorage {
  switch (settings.driver) {
    case 'filesystem':
      return new FilesystemStorage(settings)
  }
}
