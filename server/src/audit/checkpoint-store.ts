import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { Trx } from '../documents/document-service.ts'
import type { DocumentId } from '../ids.ts'
import type { CheckpointFile, Leaf, SignedCheckpoint } from './checkpoint.ts'
import type { NodePlace, TreeNode } from './merkle.ts'

type Db = Kysely<Database>

/** Any number that nothing else in this database locks: one checkpoint is made at a time. */
const LOCK = 0x1ed6e4

/** Until the transaction ends. */
export const lockLog = (trx: Trx) => sql`SELECT pg_advisory_xact_lock(${LOCK})`.execute(trx)

const columns = ['number', 'tree_size', 'root', 'previous', 'created_at', 'key_id', 'signature'] as const

export async function latestCheckpoint(db: Db): Promise<SignedCheckpoint | null> {
  const row = await db
    .selectFrom('audit_checkpoints')
    .select(columns)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : fromRow(row)
}

export async function checkpointsFrom(db: Db, first: number, most: number): Promise<SignedCheckpoint[]> {
  const rows = await db
    .selectFrom('audit_checkpoints')
    .select(columns)
    .where('number', '>=', first)
    .orderBy('number')
    .limit(most)
    .execute()
  return rows.map(fromRow)
}

export async function leavesOf(db: Db, checkpoint: number): Promise<Leaf[]> {
  return await db
    .selectFrom('audit_leaves')
    .select(['document_id', 'sequence', 'hash'])
    .where('checkpoint', '=', checkpoint)
    .orderBy('position')
    .execute()
}

/** Trails that have grown since they were last looked at. */
export async function grownTrails(trx: Trx, most: number): Promise<Leaf[]> {
  return await trx
    .selectFrom('audit_trails')
    .select(['document_id', 'last_sequence as sequence', 'last_hash as hash'])
    .whereRef('last_sequence', '>', 'anchored_sequence')
    .orderBy('document_id')
    .limit(most)
    .execute()
}

export async function insertCheckpoint(
  trx: Trx,
  { statement, key_id, signature, leaves }: CheckpointFile,
  nodes: readonly TreeNode[],
): Promise<void> {
  const { number, tree_size, root, previous, created_at } = statement
  const first = tree_size - leaves.length
  await trx
    .insertInto('audit_checkpoints')
    .values({ number, tree_size, root, previous, created_at, key_id, signature })
    .execute()
  await sql`
    INSERT INTO audit_leaves (position, checkpoint, document_id, sequence, hash)
    SELECT ${first} + place - 1, ${number}, (leaf->>'document_id')::uuid, (leaf->>'sequence')::integer, leaf->>'hash'
    FROM jsonb_array_elements(${JSON.stringify(leaves)}::jsonb) WITH ORDINALITY AS added (leaf, place)`.execute(
    trx,
  )
  await sql`
    INSERT INTO audit_nodes (level, position, hash)
    SELECT level, position, hash
    FROM jsonb_to_recordset(${JSON.stringify(nodes)}::jsonb) AS node (level integer, position bigint, hash text)`.execute(
    trx,
  )
  await sql`
    UPDATE audit_trails trail SET anchored_sequence = leaf.sequence
    FROM audit_leaves leaf WHERE leaf.checkpoint = ${number} AND trail.document_id = leaf.document_id`.execute(
    trx,
  )
}

/** In the order asked for. Throws when one is not there: the log is damaged. */
export async function readNodes(db: Db, places: readonly NodePlace[]): Promise<TreeNode[]> {
  if (places.length === 0) return []
  const { rows } = await sql<TreeNode>`
    SELECT node.level, node.position, node.hash
    FROM jsonb_to_recordset(${JSON.stringify(places)}::jsonb) AS place (level integer, position bigint)
    JOIN audit_nodes node USING (level, position)`.execute(db)
  const found = new Map(rows.map((node) => [`${node.level}/${node.position}`, node]))
  return places.map(({ level, position }) => {
    const node = found.get(`${level}/${position}`)
    if (node === undefined) throw new Error(`the audit log has no node ${level}/${position}`)
    return node
  })
}

/** Where the latest leaf of a document lies; null when it has none yet. */
export async function latestLeaf(
  db: Db,
  document: DocumentId,
): Promise<(Leaf & { readonly position: number }) | null> {
  const leaf = await db
    .selectFrom('audit_leaves')
    .select(['position', 'document_id', 'sequence', 'hash'])
    .where('document_id', '=', document)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return leaf ?? null
}

interface Row {
  readonly number: number
  readonly tree_size: number
  readonly root: string
  readonly previous: string | null
  readonly created_at: Date
  readonly key_id: string
  readonly signature: string
}

const fromRow = ({ key_id, signature, created_at, ...row }: Row): SignedCheckpoint => ({
  statement: { schema: 'ledger-lift/checkpoint@1', ...row, created_at: created_at.toISOString() },
  key_id,
  signature,
})
