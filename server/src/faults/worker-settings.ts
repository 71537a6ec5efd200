import type { FilesystemSettings } from '../storage/filesystem/filesystem-storage.ts'

export interface WorkerSettings {
  readonly url: string
  readonly directory: string
  readonly temporary: string
  readonly concurrency: number
  readonly engineEntry: string
  /** Milliseconds that documents at work have to finish after SIGTERM. */
  readonly grace: number
}

export const storageSettings = (directory: string): FilesystemSettings => ({
  driver: 'filesystem',
  directory,
  secret: 'of the fault tests',
  publicUrl: () => 'http://127.0.0.1',
})
