import { buffer } from 'node:stream/consumers'
import { canonicalJson, sha256Hex } from '@ledger-lift/extraction/canonical'
import type { Kysely } from 'kysely'
import type { Auditor } from '../audit/auditor.ts'
import type { TrailProof } from '../audit/proof.ts'
import { eventsOf } from '../audit/read-events.ts'
import { pemOf, signed } from '../audit/signing.ts'
import type { Database } from '../db/schema.ts'
import type { DocumentRow } from '../documents/document-service.ts'
import { readDocument } from '../documents/queries.ts'
import type { ProcessingEvent } from '../events.ts'
import type { DocumentId, TenantId } from '../ids.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import {
  keyPart,
  MANIFEST,
  PARTS,
  README,
  type DescribedDocument,
  type DescribedRun,
  type Manifest,
} from './manifest.ts'
import { zipOf } from './zip.ts'

export interface EvidenceDeps {
  readonly db: Kysely<Database>
  readonly storage: Pick<ObjectStorage, 'get'>
  readonly auditor: Auditor
  readonly clock?: () => Date
}

/** Everything that shows what became of a document, to be verified without us. Throws document.not_found, audit.key_missing. */
export async function evidenceBundle(
  deps: EvidenceDeps,
  tenant: TenantId,
  id: DocumentId,
): Promise<Uint8Array> {
  const { auditor, clock = () => new Date() } = deps
  const { signing, trusted } = auditor.keyring()
  const { document, runs, events, proof } = await atOneMoment(deps, tenant, id)
  const result = await resultOf(deps, document, runs)
  const keyIds = new Set([signing.id, proof.checkpoint.key_id])
  const parts = new Map<string, Uint8Array>([
    [PARTS.readme, Buffer.from(README)],
    [PARTS.document, json(describe(document))],
    [PARTS.runs, json(runs.map(({ described }) => described))],
    ...(result === null ? [] : [[PARTS.result, result] as const]),
    [PARTS.events, json(events)],
    [PARTS.proof, json(proof)],
    ...[...keyIds].flatMap((keyId) => {
      const key = trusted.get(keyId)
      return key === undefined ? [] : [[keyPart(keyId), Buffer.from(pemOf(key))] as const]
    }),
  ])
  const manifest: Manifest = {
    schema: 'ledger-lift/evidence@1',
    document_id: id,
    tenant_id: tenant,
    made_at: clock().toISOString(),
    parts: [...parts].map(([name, bytes]) => ({ name, size: bytes.byteLength, sha256: sha256Hex(bytes) })),
  }
  return zipOf(new Map([...parts, [MANIFEST, json(signed(signing, manifest))]]))
}

const json = (value: unknown) => Buffer.from(`${canonicalJson(value)}\n`)

interface Moment {
  readonly document: DocumentRow
  readonly runs: Awaited<ReturnType<typeof runsOf>>
  /** Those that the proof covers. */
  readonly events: readonly ProcessingEvent[]
  readonly proof: TrailProof
}

/** Between two changes of a document lie seconds; to read it takes milliseconds. */
const TRIES = 5

/** Events are read last: when none of them changed the status after the proof, neither did a row. */
async function atOneMoment({ db, auditor }: EvidenceDeps, tenant: TenantId, id: DocumentId): Promise<Moment> {
  for (let tries = 1; ; tries++) {
    await readDocument(db, tenant, id)
    const proof = await auditor.prove(id)
    const document = await readDocument(db, tenant, id)
    const runs = await runsOf(db, id)
    const events: ProcessingEvent[] = []
    for await (const event of eventsOf(db, id)) events.push(event)
    const covered = ({ sequence }: ProcessingEvent) => sequence <= proof.leaf.sequence
    // Other events that are written after the proof was made are for the next bundle.
    if (tries === TRIES || events.every((event) => covered(event) || event.to_status === null))
      return { document, runs, events: events.filter(covered), proof }
  }
}

const describe = (row: DocumentRow): DescribedDocument => ({
  id: row.id,
  tenant_id: row.tenant_id,
  filename: row.original_filename,
  content_type: row.content_type,
  file_size: row.file_size,
  sha256: row.sha256_hash,
  processing_status: row.processing_status,
  published_run_id: row.published_run_id,
  created_at: row.created_at.toISOString(),
})

async function runsOf(
  db: Kysely<Database>,
  id: DocumentId,
): Promise<{ readonly described: DescribedRun; readonly resultKey: string | null }[]> {
  const rows = await db
    .selectFrom('processing_runs')
    .select(['id', 'attempt', 'status', 'worker_id', 'engine_version', 'engine_fingerprint', 'result_hash'])
    .select(['page_count', 'error_code', 'started_at', 'finished_at', 'result_key'])
    .where('document_id', '=', id)
    .orderBy('started_at')
    .orderBy('id')
    .execute()
  return rows.map(({ result_key, started_at, finished_at, ...row }) => ({
    resultKey: result_key,
    described: {
      ...row,
      started_at: started_at.toISOString(),
      finished_at: finished_at?.toISOString() ?? null,
    },
  }))
}

async function resultOf(
  { storage }: EvidenceDeps,
  { published_run_id }: DocumentRow,
  runs: Awaited<ReturnType<typeof runsOf>>,
): Promise<Uint8Array | null> {
  const published = runs.find(({ described }) => described.id === published_run_id)
  if (published === undefined || published.resultKey === null) return null
  return buffer((await storage.get(published.resultKey)).body)
}
