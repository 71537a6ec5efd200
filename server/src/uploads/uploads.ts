import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { abortMultipart, completeMultipart, createMultipart } from './multipart.ts'
import { presignUpload } from './presign.ts'
import type { UploadLimits } from './rules.ts'
import { verifyUpload } from './verify-upload.ts'

export interface UploadDeps {
  readonly db: Kysely<Database>
  readonly storage: ObjectStorage
  readonly limits: UploadLimits
  readonly clock?: () => Date
}

type Bound<Args extends readonly unknown[], Result> = (...args: Args) => Result
type WithoutDeps<F> = F extends (deps: UploadDeps, ...args: infer Args) => infer Result
  ? Bound<Args, Result>
  : never

/** The use cases of uploading, over what they need. */
export interface Uploads {
  readonly presign: WithoutDeps<typeof presignUpload>
  readonly createMultipart: WithoutDeps<typeof createMultipart>
  readonly completeMultipart: WithoutDeps<typeof completeMultipart>
  readonly abortMultipart: WithoutDeps<typeof abortMultipart>
  readonly verify: WithoutDeps<typeof verifyUpload>
}

export const createUploads = (deps: UploadDeps): Uploads => ({
  presign: (...args) => presignUpload(deps, ...args),
  createMultipart: (...args) => createMultipart(deps, ...args),
  completeMultipart: (...args) => completeMultipart(deps, ...args),
  abortMultipart: (...args) => abortMultipart(deps, ...args),
  verify: (...args) => verifyUpload(deps, ...args),
})
