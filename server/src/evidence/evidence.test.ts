import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { canonicalJson } from '@ledger-lift/extraction/canonical'
import { createAuditor, type Auditor } from '../audit/auditor.ts'
import { rotateKey, openKeyring } from '../audit/key-file.ts'
import { signed, signingKey } from '../audit/signing.ts'
import { newDocument, newStart, serviceUnderTest, type ServiceUnderTest } from '../documents/fixtures.ts'
import { smallResult } from '../http/fixtures.ts'
import { DEFAULT_TENANT, newId, type DocumentId, type RunId } from '../ids.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import { keys } from '../storage/keys.ts'
import { evidenceBundle, type EvidenceDeps } from './bundle.ts'
import { deletionCertificate, verifyCertificate } from './certificate.ts'
import { MANIFEST, PARTS } from './manifest.ts'
import { verifyBundle } from './verify-bundle.ts'
import { partsOf, zipOf } from './zip.ts'

let t: ServiceUnderTest
let folder: string
let storage: FilesystemStorage
let auditor: Auditor
let deps: EvidenceDeps
const keyFile = () => join(folder, 'keys', 'key.pem')
const open = () => createAuditor({ db: t.db, keyring: openKeyring(keyFile(), { make: true }), places: [] })
before(async () => {
  t = await serviceUnderTest()
  folder = await mkdtemp(join(tmpdir(), 'll-evidence-'))
  storage = new FilesystemStorage({
    driver: 'filesystem',
    directory: join(folder, 'objects'),
    secret: 's',
    publicUrl: () => '',
  })
  auditor = open()
  deps = { db: t.db, storage, auditor }
})
after(async () => {
  await t.close()
  await rm(folder, { recursive: true })
})

async function completed(): Promise<DocumentId> {
  const row = await t.service.createDocument(newDocument({ sha256: 'a'.repeat(64) }))
  const run = newId<RunId>()
  const result = smallResult()
  const resultKey = keys.result(DEFAULT_TENANT, row.id, run)
  await storage.put(row.s3_key, Buffer.from('x'), { contentType: 'application/pdf' })
  await storage.put(resultKey, Buffer.from(JSON.stringify(result)), { contentType: 'application/json' })
  await t.service.startRun(newStart(row.id, run))
  await t.service.publishRun(
    { document: row.id, run, result, resultKey, previewKeys: new Map() },
    'worker:host/1',
  )
  return row.id
}

describe('an evidence bundle', () => {
  let id: DocumentId
  let bundle: Uint8Array
  before(async () => {
    id = await completed()
    bundle = await evidenceBundle(deps, DEFAULT_TENANT, id)
  })

  test('verifies by itself, says who signed, and fits its source and key alone', () => {
    const { signing } = auditor.keyring()
    const verdict = verifyBundle(bundle, { keyIds: [signing.id], sourceSha256: 'a'.repeat(64) })
    assert.deepEqual(verdict.findings, [])
    assert.deepEqual([verdict.document, verdict.events, verdict.keyId], [id, 4, signing.id])
    assert.notDeepEqual(verifyBundle(bundle, { sourceSha256: 'b'.repeat(64) }).findings, [])
    assert.notDeepEqual(verifyBundle(bundle, { keyIds: ['0'.repeat(32)] }).findings, [])
  })

  test('with any byte changed does not', () => {
    // Every 7th byte, each in one of its bits: all parts and all of the zip's own fields are hit.
    for (let at = 0; at < bundle.length; at += 7) {
      const changed = Uint8Array.from(bundle)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      assert.notDeepEqual(verifyBundle(changed).findings, [], `byte ${at}`)
    }
  })

  test('with a part changed, taken away or added names it, whole as the zip may be', () => {
    const parts = partsOf(bundle) ?? new Map<string, Uint8Array>()
    const found = (change: (parts: Map<string, Uint8Array>) => unknown) => {
      const changed = new Map(parts)
      change(changed)
      return verifyBundle(zipOf(changed)).findings.join()
    }
    const text = (name: string) => Buffer.from(parts.get(name) ?? []).toString()
    const edited = (name: string, from: string, to: string) => Buffer.from(text(name).replace(from, to))
    assert.match(
      found((all) => all.set(PARTS.result, edited(PARTS.result, '1,000', '9,000'))),
      /result.json was changed/,
    )
    assert.match(
      found((all) => all.set(PARTS.events, edited(PARTS.events, 'user:ada', 'user:eve'))),
      /event 1/,
    )
    assert.match(
      found((all) => all.set(PARTS.result, edited(PARTS.result, '1,000', '\\ud800'))),
      /changed/,
    )
    assert.match(
      found((all) => all.set(MANIFEST, edited(MANIFEST, 'made_at":"', 'made_at":"\\ud800'))),
      /changed/,
    )
    assert.match(
      found((all) => all.delete(PARTS.readme)),
      /README.txt is missing/,
    )
    assert.match(
      found((all) => all.set('more.txt', Buffer.from('x'))),
      /more.txt is not in the manifest/,
    )
  })

  test('signed anew with another key has that key’s id, and the checkpoint gives it away', () => {
    const other = signingKey(generateKeyPairSync('ed25519').privateKey)
    const parts = new Map(partsOf(bundle))
    const manifest = JSON.parse(Buffer.from(parts.get(MANIFEST) ?? []).toString())
    parts.set(MANIFEST, Buffer.from(canonicalJson(signed(other, manifest.statement))))
    assert.match(verifyBundle(zipOf(parts)).findings.join(), /not trusted/)
  })
})

describe('after a rotation', () => {
  let id: DocumentId
  let older: string
  let newer: string
  let bundle: Uint8Array
  let earlierBundle: Uint8Array
  before(async () => {
    id = await completed()
    earlierBundle = await evidenceBundle(deps, DEFAULT_TENANT, id)
    older = auditor.keyring().signing.id
    newer = rotateKey(keyFile()).to
    bundle = await evidenceBundle({ ...deps, auditor: open() }, DEFAULT_TENANT, id)
  })

  test('what an earlier key signed is believed in the database', async () => {
    assert.deepEqual((await open().verify()).findings, [])
  })

  test('a bundle needs the id of the newer key alone: it vouches for the one of the checkpoint', () => {
    const verdict = verifyBundle(bundle, { keyIds: [newer] })
    assert.deepEqual([verdict.findings, verdict.keyId, verdict.vouchedFor], [[], newer, [older]])
  })

  test('the earlier key vouches for nothing later, and alone it is said to be not trusted', () => {
    assert.match(
      verifyBundle(bundle, { keyIds: [older] }).findings.join(),
      new RegExp(`key ${newer}.*not trusted`),
    )
    assert.match(
      verifyBundle(earlierBundle, { keyIds: [newer] }).findings.join(),
      new RegExp(`key ${older}.*not trusted`),
    )
    assert.deepEqual(verifyBundle(earlierBundle, { keyIds: [newer, older] }).findings, [])
  })

  test('a deletion certificate needs the id of the newer key alone', async () => {
    await t.service.purge(DEFAULT_TENANT, id, 'local')
    await t.pool.query('DELETE FROM pending_deletions WHERE document_id = $1', [id])
    for await (const { key } of storage.list(keys.document(DEFAULT_TENANT, id))) await storage.delete([key])
    await open().checkpoint()
    const latest = rotateKey(keyFile()).to
    const rotated = { ...deps, storage, auditor: open() }
    const certificate = await deletionCertificate(rotated, DEFAULT_TENANT, id)
    const verdict = verifyCertificate(Buffer.from(JSON.stringify(certificate)), { keyIds: [latest] })
    assert.deepEqual([verdict.findings, verdict.vouchedFor], [[], [newer]])
    const { statement, ...rest } = certificate
    const without = { ...rest, statement: { ...statement, earlier_keys: [] } }
    assert.notDeepEqual(
      verifyCertificate(Buffer.from(JSON.stringify(without)), { keyIds: [latest] }).findings,
      [],
    )
  })
})

test('of a document that is worked on meanwhile shows one moment of it', async () => {
  const { id } = await t.service.createDocument(newDocument({ sha256: 'a'.repeat(64) }))
  const run = newId<RunId>()
  let started = false
  const auditor = open()
  const busy: Auditor = {
    ...auditor,
    async prove(document) {
      const proof = await auditor.prove(document)
      if (!started) await t.service.startRun(newStart(id, run))
      started = true
      return proof
    },
  }
  const bundle = await evidenceBundle({ ...deps, auditor: busy }, DEFAULT_TENANT, id)
  assert.deepEqual(verifyBundle(bundle).findings, [])
})
