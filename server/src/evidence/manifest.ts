import Type, { type Static } from 'typebox'

/** What a bundle is made of. Every name is listed in the manifest with the hash of its bytes. */
export const MANIFEST = 'manifest.json'
export const PARTS = {
  readme: 'README.txt',
  document: 'document.json',
  runs: 'runs.json',
  result: 'result.json',
  events: 'events.json',
  proof: 'proof.json',
} as const

export const keyPart = (id: string): string => `keys/${id}.pem`
export const KEY_PART = /^keys\/([0-9a-f]{32})\.pem$/

const closed = { additionalProperties: false }
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })

export const Manifest = Type.Object(
  {
    schema: Type.Literal('ledger-lift/evidence@1'),
    document_id: Type.String(),
    tenant_id: Type.String(),
    made_at: Type.String(),
    parts: Type.Array(Type.Object({ name: Type.String(), size: Type.Integer(), sha256: Sha256 }, closed)),
  },
  closed,
)
export type Manifest = Static<typeof Manifest>

export const signedOf = <S extends Type.TSchema>(statement: S) =>
  Type.Object({ statement, key_id: Type.String(), signature: Type.String() }, closed)

/** What is said of the document and its runs: each of these is in the trail, too. */
export const DescribedDocument = Type.Object(
  {
    id: Type.String(),
    tenant_id: Type.String(),
    filename: Type.String(),
    content_type: Type.String(),
    file_size: Type.Integer(),
    sha256: Type.Union([Sha256, Type.Null()]),
    processing_status: Type.String(),
    published_run_id: Type.Union([Type.String(), Type.Null()]),
    created_at: Type.String(),
  },
  closed,
)
export type DescribedDocument = Static<typeof DescribedDocument>

export const DescribedRun = Type.Object(
  {
    id: Type.String(),
    attempt: Type.Integer(),
    status: Type.String(),
    worker_id: Type.String(),
    engine_version: Type.String(),
    engine_fingerprint: Type.String(),
    result_hash: Type.Union([Sha256, Type.Null()]),
    page_count: Type.Union([Type.Integer(), Type.Null()]),
    error_code: Type.Union([Type.String(), Type.Null()]),
    started_at: Type.String(),
    finished_at: Type.Union([Type.String(), Type.Null()]),
  },
  closed,
)
export type DescribedRun = Static<typeof DescribedRun>

export const README = `Evidence of one document, made by Ledger Lift.

  document.json   the file: its name, size and SHA-256, and how it stands
  runs.json       every time it was worked, with the fingerprint of the engine
  result.json     what was found in it (absent when it has no result)
  events.json     the audit trail; each event has the hash of the one before
  proof.json      that a signed checkpoint over all trails covers the last event
  keys/           the public key that signed
  manifest.json   the SHA-256 of each part, signed

To verify it, with neither server nor database:
  npx ledger-lift audit verify bundle.zip [--source FILE] [--key KEY_ID]
Ask the firm for the id of its key by another way than that by which the bundle came.
`
