import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { canonicalJson, sha256Hex } from '@ledger-lift/extraction/canonical'
import { foreignJson } from './foreign-json.ts'
import { leafHash } from './merkle.ts'

/**
 * - **leaf**: where one trail ended when it was looked at: its last event's number and hash
 * - **log**: all leaves there ever were, in the order in which they were added; it only grows
 * - **checkpoint**: the root over the whole log at one moment, signed; it names the checkpoint before it
 */
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const Positive = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const closed = { additionalProperties: false }

export const CheckpointStatement = Type.Object(
  {
    schema: Type.Literal('ledger-lift/checkpoint@1'),
    number: Positive,
    tree_size: Positive,
    root: Hash,
    /** Of the statement before; null for the first. */
    previous: Type.Union([Hash, Type.Null()]),
    created_at: Type.String(),
  },
  closed,
)
export type CheckpointStatement = Static<typeof CheckpointStatement>

export const Leaf = Type.Object({ document_id: Uuid, sequence: Positive, hash: Hash }, closed)
export type Leaf = Static<typeof Leaf>

export const SignedCheckpoint = Type.Object(
  { statement: CheckpointStatement, key_id: Type.String(), signature: Type.String() },
  closed,
)
export type SignedCheckpoint = Static<typeof SignedCheckpoint>

/** As it is written to the object store and the second place: with the leaves that it adds. */
export const CheckpointFile = Type.Object(
  { ...SignedCheckpoint.properties, leaves: Type.Array(Leaf, { minItems: 1 }) },
  closed,
)
export type CheckpointFile = Static<typeof CheckpointFile>

export const hashOfStatement = (statement: CheckpointStatement): string => sha256Hex(canonicalJson(statement))

export const hashOfLeaf = ({ document_id, sequence, hash }: Leaf): string =>
  leafHash(canonicalJson({ document_id, sequence, hash }))

const file = Compile(CheckpointFile)

/** Null for what is no checkpoint. */
export function parseCheckpoint(bytes: Uint8Array): CheckpointFile | null {
  try {
    const value = foreignJson(bytes)
    return file.Check(value) ? value : null
  } catch {
    return null
  }
}

export const checkpointBytes = (checkpoint: CheckpointFile): Buffer =>
  Buffer.from(`${canonicalJson(checkpoint)}\n`)

/** Names sort as the numbers do. */
export const checkpointName = (number: number): string => `${String(number).padStart(12, '0')}.json`
