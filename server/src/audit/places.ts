import type { CheckpointFile } from './checkpoint.ts'
import { checkpointBytes, checkpointName, parseCheckpoint } from './checkpoint.ts'
import { buffer } from 'node:stream/consumers'
import { AppError } from '../errors.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage } from '../storage/storage.ts'

/** What a place holds under a checkpoint's name; `file` is null when it is no checkpoint. */
export interface KeptCheckpoint {
  readonly name: string
  readonly file: CheckpointFile | null
}

/** Somewhere outside the database where checkpoints are kept. */
export interface CheckpointPlace {
  /** As it is called in findings. */
  readonly name: string
  /** Again with the same checkpoint is no error. */
  write(checkpoint: CheckpointFile): Promise<void>
  /** In order of numbers; null for a place that can only be written to. */
  read(): AsyncIterable<KeptCheckpoint> | null
}

type Objects = Pick<ObjectStorage, 'put' | 'get' | 'list'>

export interface ObjectPlaceOptions {
  /** Ends with `/`. */
  readonly prefix?: string
  /** The store keeps each from deletion and change for so long, where it can. */
  readonly lockDays?: number | undefined
}

const DAY = 24 * 3600 * 1000

export function objectPlace(
  name: string,
  storage: Objects,
  { prefix = keys.checkpoints, lockDays }: ObjectPlaceOptions = {},
): CheckpointPlace {
  return {
    name,
    async write(checkpoint) {
      const key = prefix + checkpointName(checkpoint.statement.number)
      const lock =
        lockDays === undefined
          ? {}
          : { lockUntil: new Date(Date.parse(checkpoint.statement.created_at) + lockDays * DAY) }
      const options = { contentType: 'application/json', ifAbsent: true, ...lock }
      await storage.put(key, checkpointBytes(checkpoint), options).catch((error: unknown) => {
        // Written by a program that did not live to note it; what it is, verification tells.
        if (!(error instanceof AppError)) throw error
        if (error.code === 'storage.denied' && lockDays !== undefined) throw refused(name, error)
        if (error.code !== 'upload.exists') throw error
      })
    },
    async *read() {
      for await (const { key } of storage.list(prefix)) {
        const { body } = await storage.get(key)
        yield { name: key.slice(prefix.length), file: parseCheckpoint(await buffer(body)) }
      }
    },
  }
}

const refused = (name: string, cause: AppError) =>
  new AppError(
    'storage.denied',
    `The store refuses a locked checkpoint in ${name}: with AUDIT_LOCK_DAYS its bucket must have been made with Object Lock. ${cause.message}`,
    { cause },
  )
