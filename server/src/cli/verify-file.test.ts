import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createAuditor } from '../audit/auditor.ts'
import { pemOf, signingKey, type SigningKey } from '../audit/signing.ts'
import { newDocument, serviceUnderTest, type ServiceUnderTest } from '../documents/fixtures.ts'
import { evidenceBundle } from '../evidence/bundle.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import { EXIT } from './exit.ts'
import { emptyFolder } from './testing.ts'
import { verifyFile, type Believed } from './verify-file.ts'

let t: ServiceUnderTest
before(async () => void (t = await serviceUnderTest()))
after(() => t.close())

const newKey = () => signingKey(generateKeyPairSync('ed25519').privateKey)

async function bundleBy(key: SigningKey): Promise<Uint8Array> {
  const { id } = await t.service.createDocument(newDocument())
  const keyring = { signing: key, trusted: new Map([[key.id, key.publicKey]]) }
  const storage = { get: () => Promise.reject(new Error('a document without a result has no objects')) }
  const auditor = createAuditor({ db: t.db, keyring, places: [] })
  return evidenceBundle({ db: t.db, storage, auditor }, DEFAULT_TENANT, id)
}

test('evidence of several keys is verified by one file or folder of public keys, and a key that is not in it is named', async () => {
  await using folder = await emptyFolder()
  const [first, second, stranger] = [newKey(), newKey(), newKey()]
  const pems = [first, second].map(({ id, publicKey }) => `${id}\n${pemOf(publicKey)}`)
  await writeFile(join(folder.path, 'keys.pem'), pems.join(''))
  await mkdir(join(folder.path, 'public-keys'))
  for (const [index, pem] of pems.entries())
    await writeFile(join(folder.path, 'public-keys', `${index}.pem`), pem)

  const verify = async (signer: SigningKey, believed: Believed) => {
    const file = join(folder.path, `${signer.id}.zip`)
    await writeFile(file, await bundleBy(signer))
    let printed = ''
    const output = {
      isTerminal: false,
      print: async (text: string | Uint8Array) => void (printed += String(text)),
      tell() {},
    }
    const status = await verifyFile({ directory: folder.path, output }, file, believed)
    return { status, printed }
  }
  for (const keys of ['keys.pem', 'public-keys'])
    for (const signer of [first, second])
      assert.equal((await verify(signer, { keys })).status, EXIT.ok, `${keys} ${signer.id}`)
  const { status, printed } = await verify(stranger, { keys: 'keys.pem' })
  assert.equal(status, EXIT.findings)
  assert.match(printed, new RegExp(`signed by the key ${stranger.id}, which is not trusted here`))
  assert.equal((await verify(stranger, { keys: 'keys.pem', key: [stranger.id] })).status, EXIT.ok)
  await assert.rejects(verify(first, { keys: 'none.pem' }), /there is no public key/)
})
