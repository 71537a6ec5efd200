import { createPublicKey, type KeyObject } from 'node:crypto'
import { canonicalJson, sha256Hex } from '@ledger-lift/extraction/canonical'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { foreignJson } from '../audit/foreign-json.ts'
import { flawOfProof, TrailProof } from '../audit/proof.ts'
import { flawOf, keyIdOf } from '../audit/signing.ts'
import type { ProcessingEvent } from '../events.ts'
import { chainFlaws } from './chain-flaws.ts'
import { areEvents } from './event-record.ts'
import { DescribedDocument, DescribedRun, KEY_PART, Manifest, MANIFEST, PARTS, signedOf } from './manifest.ts'
import { partsOf, type Parts } from './zip.ts'

export interface EvidenceVerdict {
  /** Null when not even that could be read. */
  readonly document: string | null
  readonly events: number
  /** Who signed: to be compared with what the firm says. */
  readonly keyId: string | null
  /** Earlier keys that signed parts of it, and that the signer says were the firm's. */
  readonly vouchedFor: readonly string[]
  /** When the checkpoint was made that covers the trail. */
  readonly anchoredAt: string | null
  /** Empty: everything is as it was when it was signed. */
  readonly findings: readonly string[]
}

export interface Expectations {
  /** Only what one of these keys signed is believed, and what it vouches for. */
  readonly keyIds?: readonly string[] | undefined
  /** SHA-256 of the source, hex. */
  readonly sourceSha256?: string | undefined
}

const Result = Type.Object({
  result_hash: Type.String(),
  source: Type.Object({ sha256: Type.String() }),
  artifacts: Type.Array(Type.Unknown()),
  pages: Type.Array(Type.Unknown()),
})
type Result = Static<typeof Result>

const manifests = Compile(signedOf(Manifest))
const documents = Compile(DescribedDocument)
const runLists = Compile(Type.Array(DescribedRun))
const results = Compile(Result)
const proofs = Compile(TrailProof)

interface Evidence {
  readonly manifest: { readonly statement: Manifest; readonly key_id: string; readonly signature: string }
  readonly document: DescribedDocument
  readonly runs: readonly DescribedRun[]
  readonly events: readonly ProcessingEvent[]
  readonly proof: TrailProof
  readonly result: Result | null
}

/**
 * Needs the bundle alone: every part against the manifest, the manifest and the checkpoint against their signatures,
 * and the parts against each other.
 */
export function verifyBundle(zip: Uint8Array, expected: Expectations = {}): EvidenceVerdict {
  const parts = partsOf(zip)
  const evidence = parts === null ? null : readEvidence(parts)
  if (parts === null || evidence === null) {
    const findings = ['this is no evidence bundle, or its zip or one of its parts was changed']
    return { document: null, events: 0, keyId: null, vouchedFor: [], anchoredAt: null, findings }
  }
  const { manifest, document, events, proof } = evidence
  const keys = keysIn(parts)
  const flaw = flawOf(manifest, believed(keys, expected.keyIds))
  const findings = [
    ...labelled(MANIFEST, flaw),
    ...partFlaws(parts, manifest.statement),
    // Who is believed vouches for the keys among the parts that it signed.
    ...labelled(PARTS.proof, flawOfProof(proof, flaw === null ? keys : believed(keys, expected.keyIds))),
    ...chainFlaws(events, proof, document.id),
    ...contradictions(evidence),
    ...(expected.sourceSha256 === undefined || expected.sourceSha256 === document.sha256
      ? []
      : ['the file given is not the one that was worked: its SHA-256 is another']),
  ]
  return {
    document: document.id,
    events: events.length,
    keyId: manifest.key_id,
    vouchedFor: [proof.checkpoint.key_id].filter((id) => id !== manifest.key_id),
    anchoredAt: proof.checkpoint.statement.created_at,
    findings,
  }
}

function readEvidence(parts: Parts): Evidence | null {
  const [manifest, document, runs] = [MANIFEST, PARTS.document, PARTS.runs].map((name) => parsed(parts, name))
  const [events, proof, result] = [PARTS.events, PARTS.proof, PARTS.result].map((name) => parsed(parts, name))
  if (!manifests.Check(manifest) || !documents.Check(document) || !runLists.Check(runs)) return null
  if (!areEvents(events) || !proofs.Check(proof)) return null
  if (!parts.has(PARTS.result)) return { manifest, document, runs, events, proof, result: null }
  return results.Check(result) ? { manifest, document, runs, events, proof, result } : null
}

function parsed(parts: Parts, name: string): unknown {
  try {
    return foreignJson(parts.get(name) ?? new Uint8Array())
  } catch {
    return undefined
  }
}

/** A key counts when its file has the name of its own id. */
function keysIn(parts: Parts): Keys {
  const keys = new Map<string, KeyObject>()
  for (const [name, bytes] of parts) {
    const id = KEY_PART.exec(name)?.[1]
    if (id === undefined) continue
    try {
      const key = createPublicKey(Buffer.from(bytes))
      if (keyIdOf(key) === id) keys.set(id, key)
    } catch {
      // No key: what it should have signed is found to have no trusted signature.
    }
  }
  return keys
}

type Keys = ReadonlyMap<string, KeyObject>

export const believed = (keys: Keys, only: readonly string[] | undefined): Keys =>
  only === undefined ? keys : new Map([...keys].filter(([id]) => only.includes(id)))

function partFlaws(parts: Parts, { parts: listed }: Manifest): string[] {
  const names = new Map(listed.map((part) => [part.name, part]))
  const extra = [...parts.keys()].filter((name) => name !== MANIFEST && !names.has(name))
  return [
    ...extra.map((name) => `${name} is not in the manifest`),
    ...listed.flatMap(({ name, size, sha256 }) => {
      const bytes = parts.get(name)
      if (bytes === undefined) return [`${name} is missing`]
      return bytes.byteLength === size && sha256Hex(bytes) === sha256 ? [] : [`${name} was changed`]
    }),
  ]
}

/** What one part says and another denies: also the one who signed cannot have it both ways. */
function contradictions({ manifest, document, runs, events, result }: Evidence): string[] {
  const { statement } = manifest
  const said = (type: string, run: string | null) =>
    events.findLast((event) => event.event_type === type && event.run_id === run)?.event_metadata
  const extracted = said('EXTRACTION_COMPLETED', document.published_run_id)
  const flaws: (string | false)[] = [
    statement.document_id !== document.id && 'the manifest is of another document',
    statement.tenant_id !== document.tenant_id && 'the manifest is of another tenant',
    events.findLast(({ to_status }) => to_status !== null)?.to_status !== document.processing_status &&
      'the trail ends with another status than the document has',
    ...runs.map(
      ({ id, engine_fingerprint }) =>
        said('PROCESSING_STARTED', id)?.['engine_fingerprint'] !== engine_fingerprint &&
        `run ${id} is not the one of the trail`,
    ),
    (result === null) !== (document.published_run_id === null) &&
      'the result is missing, or belongs to no run',
  ]
  if (result !== null) {
    const { artifacts, pages, result_hash, source } = result
    flaws.push(
      sha256Hex(canonicalJson({ artifacts, pages })) !== result_hash &&
        'the result does not have its own hash',
      extracted?.['result_hash'] !== result_hash && 'the result is not the one of the trail',
      (source.sha256 !== document.sha256 || extracted?.['source_sha256'] !== source.sha256) &&
        'the result was made from another file',
    )
  }
  return flaws.filter((flaw) => flaw !== false)
}

const labelled = (what: string, flaw: string | null): string[] => (flaw === null ? [] : [`${what}: ${flaw}`])
