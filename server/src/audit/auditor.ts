import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { forAllTenants } from '../db/tenancy.ts'
import { AppError } from '../errors.ts'
import type { DocumentId } from '../ids.ts'
import { distributeCheckpoints } from './distribute.ts'
import { makeCheckpoints } from './make-checkpoint.ts'
import type { CheckpointPlace } from './places.ts'
import { proofOf, type TrailProof } from './proof.ts'
import type { Keyring } from './signing.ts'
import { verifyCheckpoints, type LogVerdict } from './verify-checkpoints.ts'

export interface AuditorDeps {
  readonly db: Kysely<Database>
  /** Null where no key is configured: then nothing is signed. */
  readonly keyring: Keyring | null
  /** The object store, then the second place where there is one. */
  readonly places: readonly CheckpointPlace[]
  readonly clock?: () => Date
}

/** What is signed, and what is held against what was signed. */
export interface Auditor {
  readonly canSign: boolean
  /** Throws audit.key_missing where none is configured. */
  keyring(): Keyring
  /** Signs where every trail ends and writes that to every place. Gives how many checkpoints it made. */
  checkpoint(): Promise<number>
  /** A proof for the whole trail as it is now: made after a checkpoint of its own. */
  prove(document: DocumentId): Promise<TrailProof>
  /** `believed`: keys whose signatures count besides those of the keyring. */
  verify(document?: DocumentId, believed?: Keyring['trusted']): Promise<LogVerdict>
}

export function createAuditor({ db, keyring, places, clock = () => new Date() }: AuditorDeps): Auditor {
  const required = () => {
    if (keyring !== null) return keyring
    throw new AppError(
      'audit.key_missing',
      'Nothing can be signed here; set AUDIT_KEY_FILE to an Ed25519 key in PEM form.',
    )
  }
  // One log for all tenants: a root says nothing of what is under it.
  const make = () => forAllTenants(() => makeCheckpoints({ db, key: required().signing, clock }))
  return {
    canSign: keyring !== null,
    keyring: required,
    async checkpoint() {
      const made = await make()
      await forAllTenants(() => distributeCheckpoints(db, places, clock))
      return made
    },
    async prove(document) {
      await make()
      const proof = await proofOf(db, document)
      if (proof === null) throw new Error(`no checkpoint covers ${document}`)
      return proof
    },
    verify(document, believed = new Map()) {
      const trusted = new Map([...(keyring?.trusted ?? []), ...believed])
      return forAllTenants(() => verifyCheckpoints({ db, places, trusted }, document))
    },
  }
}
