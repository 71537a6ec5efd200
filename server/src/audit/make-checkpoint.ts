import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { hashOfLeaf, hashOfStatement, type CheckpointFile, type SignedCheckpoint } from './checkpoint.ts'
import { grownTrails, insertCheckpoint, latestCheckpoint, lockLog, readNodes } from './checkpoint-store.ts'
import { edgeOf, GrowingTree } from './merkle.ts'
import { signed, type SigningKey } from './signing.ts'

export interface CheckpointDeps {
  readonly db: Kysely<Database>
  readonly key: SigningKey
  readonly clock: () => Date
}

/** Leaves that one checkpoint adds: a file of 2 MB, a transaction of about a second. */
const LEAVES = 10_000

/** Signs where every trail that has grown ends now: in several checkpoints when there are many. Gives how many it made. */
export async function makeCheckpoints(deps: CheckpointDeps, most = LEAVES): Promise<number> {
  for (let made = 0; ;) {
    const leaves = await makeCheckpoint(deps, most)
    if (leaves > 0) made++
    if (leaves < most) return made
  }
}

/** Gives how many leaves it added; none, and no checkpoint, when nothing has grown. */
function makeCheckpoint({ db, key, clock }: CheckpointDeps, most: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await lockLog(trx)
    const leaves = await grownTrails(trx, most)
    if (leaves.length === 0) return 0
    const last = await latestCheckpoint(trx)
    const size = last?.statement.tree_size ?? 0
    const tree = new GrowingTree(size, await readNodes(trx, edgeOf(size)))
    const nodes = leaves.flatMap((leaf) => tree.add(hashOfLeaf(leaf)))
    const statement = { ...following(last), tree_size: tree.size, root: tree.root() }
    const checkpoint: CheckpointFile = {
      ...signed(key, { ...statement, created_at: clock().toISOString() }),
      leaves,
    }
    await insertCheckpoint(trx, checkpoint, nodes)
    return leaves.length
  })
}

const following = (last: SignedCheckpoint | null) => ({
  schema: 'ledger-lift/checkpoint@1' as const,
  number: (last?.statement.number ?? 0) + 1,
  previous: last === null ? null : hashOfStatement(last.statement),
})
