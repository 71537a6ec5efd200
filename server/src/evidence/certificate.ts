import { createPublicKey } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { foreignJson } from '../audit/foreign-json.ts'
import { flawOfProof, TrailProof } from '../audit/proof.ts'
import { eventsOf } from '../audit/read-events.ts'
import { flawOf, keyIdOf, pemOf, signed } from '../audit/signing.ts'
import { noDocument } from '../documents/queries.ts'
import { AppError } from '../errors.ts'
import type { ProcessingEvent } from '../events.ts'
import type { DocumentId, TenantId } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { EvidenceDeps } from './bundle.ts'
import { chainFlaws } from './chain-flaws.ts'
import { areEvents } from './event-record.ts'
import { signedOf } from './manifest.ts'
import { believed, type EvidenceVerdict, type Expectations } from './verify-bundle.ts'

/** That a document was deleted, and when its last object was gone. Holds hashes; nothing of the content. */
const Statement = Type.Object(
  {
    schema: Type.Literal('ledger-lift/deletion-certificate@1'),
    document_id: Type.String(),
    tenant_id: Type.String(),
    source_sha256: Type.Union([Type.String(), Type.Null()]),
    requested_by: Type.String(),
    purged_at: Type.String(),
    /** When nothing of it was left in the object store. */
    confirmed_at: Type.String(),
    /** Other keys of the firm's that signed parts of this. */
    earlier_keys: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
)

export const Certificate = Type.Object(
  {
    ...signedOf(Statement).properties,
    /** The whole trail; it ends with PURGED. */
    events: Type.Array(Type.Unknown()),
    proof: TrailProof,
    /** PEM by id. */
    public_keys: Type.Record(Type.String(), Type.String()),
  },
  { additionalProperties: false, description: '`ledger-lift audit verify FILE` verifies it' },
)
export type Certificate = Static<typeof Certificate>

type CertificateDeps = Omit<EvidenceDeps, 'storage'> & { readonly storage: Pick<ObjectStorage, 'list'> }

/** Throws document.not_found, document.not_purged, document.purge_pending, audit.key_missing. */
export async function deletionCertificate(
  deps: CertificateDeps,
  tenant: TenantId,
  id: DocumentId,
): Promise<Certificate> {
  const { db, auditor, clock = () => new Date() } = deps
  const { signing, trusted } = auditor.keyring()
  const trail = await db
    .selectFrom('audit_trails')
    .select(['purged_at', 'source_sha256'])
    .where('document_id', '=', id)
    .where('tenant_id', '=', tenant)
    .executeTakeFirst()
  if (trail === undefined) throw noDocument(id)
  if (trail.purged_at === null)
    throw new AppError('document.not_purged', 'The document is there; DELETE it first.')
  await assertGone(deps, tenant, id)
  const proof = await auditor.prove(id)
  const events: ProcessingEvent[] = []
  for await (const event of eventsOf(db, id)) events.push(event)
  const statement = {
    schema: 'ledger-lift/deletion-certificate@1' as const,
    document_id: id,
    tenant_id: tenant,
    source_sha256: trail.source_sha256,
    ...purgeOf(events),
    confirmed_at: clock().toISOString(),
    earlier_keys: [proof.checkpoint.key_id].filter((keyId) => keyId !== signing.id),
  }
  const known = [signing.id, ...statement.earlier_keys].flatMap((keyId) => {
    const key = trusted.get(keyId)
    return key === undefined ? [] : [[keyId, pemOf(key)] as const]
  })
  return { ...signed(signing, statement), events, proof, public_keys: Object.fromEntries(known) }
}

async function assertGone({ db, storage }: CertificateDeps, tenant: TenantId, id: DocumentId): Promise<void> {
  const listed = await db
    .selectFrom('pending_deletions')
    .select('id')
    .where('document_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  let left = listed !== undefined
  for await (const _ of storage.list(keys.document(tenant, id))) {
    left = true
    break
  }
  if (left)
    throw new AppError('document.purge_pending', 'Its objects are being deleted; ask again in a moment.', {
      retryAfter: 10,
    })
}

const purgeOf = (events: readonly Pick<ProcessingEvent, 'event_type' | 'actor' | 'created_at'>[]) => {
  const purged = events.findLast(({ event_type }) => event_type === 'PURGED')
  return { requested_by: purged?.actor ?? '', purged_at: purged?.created_at ?? '' }
}

const certificates = Compile(Certificate)

/** Needs the certificate alone. */
export function verifyCertificate(
  bytes: Uint8Array,
  { keyIds, sourceSha256 }: Expectations = {},
): EvidenceVerdict {
  const certificate = parsed(bytes)
  if (certificate === null || !areEvents(certificate.events)) {
    const findings = ['this is no deletion certificate']
    return { document: null, events: 0, keyId: null, vouchedFor: [], anchoredAt: null, findings }
  }
  const { statement, events, proof, key_id } = certificate
  const { earlier_keys = [] } = statement
  const keys = keysIn(certificate)
  const flaw = flawOf(certificate, believed(keys, keyIds))
  const vouched = flaw === null && keyIds !== undefined ? [...keyIds, ...earlier_keys] : keyIds
  const { requested_by, purged_at } = purgeOf(events)
  const findings = [
    flaw,
    flawOfProof(proof, believed(keys, vouched)),
    ...chainFlaws(events, proof, statement.document_id),
    events.at(-1)?.event_type === 'PURGED' ? null : 'the trail does not end with a purge',
    requested_by === statement.requested_by && purged_at === statement.purged_at
      ? null
      : 'it tells another purge than the trail',
    events.every(({ tenant_id }) => tenant_id === statement.tenant_id) ? null : 'it is of another tenant',
    sourceSha256 === undefined || sourceSha256 === statement.source_sha256
      ? null
      : 'it is of another file than the one given',
  ].filter((finding) => finding !== null)
  return {
    document: statement.document_id,
    events: events.length,
    keyId: key_id,
    vouchedFor: earlier_keys,
    anchoredAt: proof.checkpoint.statement.created_at,
    findings,
  }
}

function parsed(bytes: Uint8Array): Certificate | null {
  try {
    const value = foreignJson(bytes)
    return certificates.Check(value) ? value : null
  } catch {
    return null
  }
}

function keysIn({ public_keys }: Certificate) {
  return new Map(
    Object.entries(public_keys).flatMap(([id, pem]) => {
      try {
        const key = createPublicKey(pem)
        return keyIdOf(key) === id ? [[id, key] as const] : []
      } catch {
        return []
      }
    }),
  )
}
