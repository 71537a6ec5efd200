import Type, { type Static } from 'typebox'
import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentId } from '../ids.ts'
import { hashOfLeaf, Leaf, SignedCheckpoint } from './checkpoint.ts'
import { latestCheckpoint, latestLeaf, readNodes } from './checkpoint-store.ts'
import { joined, pathOf, rootFrom, type Hash } from './merkle.ts'
import { flawOf, type Keyring } from './signing.ts'

/** That a signed checkpoint covers a trail up to one of its events. */
export const TrailProof = Type.Object(
  {
    leaf: Leaf,
    /** Of the leaf in the log, from 0. */
    position: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    /** The siblings on the way from the leaf to the root. */
    path: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: 64 }),
    checkpoint: SignedCheckpoint,
  },
  { additionalProperties: false },
)
export type TrailProof = Static<typeof TrailProof>

/** By the latest checkpoint; null when none has covered the trail yet. */
export function proofOf(db: Kysely<Database>, document: DocumentId): Promise<TrailProof | null> {
  // One moment of the log: a checkpoint that is made meanwhile would not fit the path.
  const transaction = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return transaction.execute(async (trx) => {
    const [found, checkpoint] = [await latestLeaf(trx, document), await latestCheckpoint(trx)]
    if (found === null || checkpoint === null) return null
    const { position, ...leaf } = found
    const path: Hash[] = []
    for (const step of pathOf(position, checkpoint.statement.tree_size))
      path.push(joined((await readNodes(trx, step)).map(({ hash }) => hash)))
    return { leaf, position, path, checkpoint }
  })
}

/** Null: the leaf is under a checkpoint that is signed by a key that is believed. */
export function flawOfProof(proof: TrailProof, trusted: Keyring['trusted']): string | null {
  const { leaf, position, path, checkpoint } = proof
  const flaw = flawOf(checkpoint, trusted)
  if (flaw !== null) return `checkpoint ${checkpoint.statement.number}: ${flaw}`
  const root = rootFrom(hashOfLeaf(leaf), position, checkpoint.statement.tree_size, path)
  return root === checkpoint.statement.root ? null : 'the proof does not lead to the root that was signed'
}
