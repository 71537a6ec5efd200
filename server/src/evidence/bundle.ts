import { buffer } from 'node:stream/consumers'
import { canonicalJson, sha256Hex } from '@ledger-lift/extraction/canonical'
import type { Kysely } from 'kysely'
import type { Auditor } from '../audit/auditor.ts'
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
  const { db, auditor, clock = () => new Date() } = deps
  const { signing, trusted } = auditor.keyring()
  await readDocument(db, tenant, id)
  const proof = await auditor.prove(id)
  const document = await readDocument(db, tenant, id)
  const runs = await runsOf(db, id)
  const result = await resultOf(deps, document, runs)
  const keyIds = new Set([signing.id, proof.checkpoint.key_id])
  const parts = new Map<string, Uint8Array>([
    [PARTS.readme, Buffer.from(README)],
    [PARTS.document, json(describe(document))],
    [PARTS.runs, json(runs.map(({ described }) => described))],
    ...(result === null ? [] : [[PARTS.result, result] as const]),
    [PARTS.events, json(await coveredEvents(db, id, proof.leaf.sequence))],
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

/** Events that are written after the proof was made are for the next bundle. */
async function coveredEvents(db: Kysely<Database>, id: DocumentId, last: number): Promise<ProcessingEvent[]> {
  const events: ProcessingEvent[] = []
  for await (const event of eventsOf(db, id)) if (event.sequence <= last) events.push(event)
  return events
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
