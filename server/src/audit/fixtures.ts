import { generateKeyPairSync } from 'node:crypto'
import type { CheckpointFile, CheckpointStatement } from './checkpoint.ts'
import { signed, signingKey } from './signing.ts'

/** A checkpoint, signed by a key of nobody's, for tests of where it is kept. */
export function newCheckpoint(): CheckpointFile {
  const hash = 'a'.repeat(64)
  const statement: CheckpointStatement = {
    schema: 'ledger-lift/checkpoint@1',
    number: 1,
    tree_size: 1,
    root: hash,
    previous: null,
    created_at: new Date().toISOString(),
  }
  return {
    ...signed(signingKey(generateKeyPairSync('ed25519').privateKey), statement),
    leaves: [{ document_id: '01890000-0000-7000-8000-000000000000', sequence: 1, hash }],
  }
}
