import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openKeyring, rotateKey } from '../audit/key-file.ts'
import { readConfig } from '../config.ts'
import { examineSigning } from './examinations.ts'
import { emptyFolder } from './testing.ts'

const OWN_DATABASE = { DATABASE_URL: 'postgresql://ann:pw@127.0.0.1:9/books' }

describe('what doctor says of the key that signs the audit trail', () => {
  test('none is configured with a database of the firm: what is missing, and how to make one', async () => {
    const { says, todo = '' } = await examineSigning(readConfig(OWN_DATABASE))
    assert.match(says, /no checkpoints/)
    assert.match(todo, /openssl genpkey .*AUDIT_KEY_FILE/)
  })

  test('the embedded one is not made before the first start, and named after it', async () => {
    await using home = await emptyFolder()
    const config = readConfig({ LEDGER_LIFT_HOME: home.path })
    assert.match((await examineSigning(config)).says, /the first start makes .*key\.pem/)
    const file = join(home.path, 'audit', 'key.pem')
    assert.ok(!existsSync(file))
    openKeyring(file, { make: true })
    const { to } = rotateKey(file)
    assert.deepEqual(await examineSigning(config), {
      well: true,
      says: `key ${to}, earlier keys that are trusted: 1`,
    })
  })

  test('one that is not there or is no Ed25519 key', async () => {
    await using folder = await emptyFolder()
    const file = join(folder.path, 'key.pem')
    const config = readConfig({ ...OWN_DATABASE, AUDIT_KEY_FILE: file })
    await assert.rejects(examineSigning(config), /AUDIT_KEY_FILE: .*key\.pem" cannot be read as a key/)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await assert.rejects(examineSigning(config), /is no Ed25519 key/)
  })
})
