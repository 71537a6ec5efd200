import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { openKeyring, rotateKey } from './key-file.ts'
import { keyIdOf, pemOf } from './signing.ts'

let folder: string
beforeEach(() => void (folder = fs.mkdtempSync(join(tmpdir(), 'll-key-'))))
afterEach(() => fs.rmSync(folder, { recursive: true }))
const keyFile = () => join(folder, 'key.pem')

test('a rotation that is cut off at any step leaves a key that signs and one that is believed', () => {
  const whole = newFile('whole')
  const all = stepsOf(() => void rotateKey(whole)).length
  assert.ok(all > 5)
  for (let steps = 0; steps < all; steps++) {
    const file = newFile(String(steps))
    const old = openKeyring(file, { make: false }).signing.id
    assert.throws(() => stepsOf(() => void rotateKey(file), steps), /power cut/)
    const { signing, trusted } = openKeyring(file, { make: false })
    assert.ok(trusted.has(old), `step ${steps}`)
    assert.equal(rotateKey(file).from, signing.id)
    assert.ok(openKeyring(file, { make: false }).trusted.has(old))
  }
})

test('a new key is on the disk before it takes the place of the old one, and so is its name afterwards', () => {
  const file = newFile('a')
  const steps = stepsOf(() => void rotateKey(file))
  const renamed = steps.indexOf(`renameSync ${file}`)
  assert.deepEqual(
    [/^fsyncSync .*\.new$/.test(steps[renamed - 1] ?? ''), steps[renamed + 1]],
    [true, `fsyncSync ${join(folder, 'a')}`],
    steps.join('\n'),
  )
})

test('what was signed before several rotations is believed with the key file alone', () => {
  const file = newFile('a')
  const ids = [openKeyring(file, { make: false }).signing.id, rotateKey(file).to, rotateKey(file).to]
  const mounted = join(folder, 'mounted.pem')
  fs.copyFileSync(file, mounted)
  assert.deepEqual([...openKeyring(mounted, { make: false }).trusted.keys()].sort(), ids.sort())
})

test('a key file has one private key; the public keys of others may follow', () => {
  const [first, other] = [0, 1].map(() => generateKeyPairSync('ed25519'))
  assert.ok(first && other)
  const pem = (pair: typeof first) => pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  fs.writeFileSync(keyFile(), pemOf(other.publicKey) + pem(first))
  const { signing, trusted } = openKeyring(keyFile(), { make: false })
  assert.equal(signing.id, keyIdOf(first.publicKey))
  assert.ok(trusted.has(keyIdOf(other.publicKey)))
  for (const [content, problem] of [
    [pem(first) + pem(other), /more than one private key/],
    [pemOf(other.publicKey), /cannot be read as a key/],
  ] as const) {
    fs.writeFileSync(keyFile(), content)
    assert.throws(() => openKeyring(keyFile(), { make: false }), problem)
  }
})

function newFile(name: string): string {
  const file = join(folder, name, 'key.pem')
  openKeyring(file, { make: true })
  return file
}

const CHANGES = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'linkSync',
  'renameSync',
  'mkdirSync',
  'rmSync',
] as const

/** What it did to the disk, in order, without waiting for it; after so many steps the power is cut and nothing more is done. */
function stepsOf(work: () => void, most = Infinity): string[] {
  const steps: string[] = []
  const opened = new Map<unknown, unknown>()
  const mocks = CHANGES.map((name) => {
    const real: (...args: never[]) => unknown = fs[name]
    return mock.method(fs, name, (...args: never[]) => {
      const [first, second] = args
      const reads = name === 'openSync' && second === 'r'
      if (steps.length >= most) throw new Error('power cut')
      const at = name === 'renameSync' || name === 'linkSync' ? second : first
      if (!reads) steps.push(`${name} ${opened.get(at) ?? at}`)
      const result = name === 'fsyncSync' ? undefined : real(...args)
      if (name === 'openSync') opened.set(result, first)
      return result
    })
  })
  syncBuiltinESMExports()
  try {
    work()
  } finally {
    for (const one of mocks) one.mock.restore()
    syncBuiltinESMExports()
  }
  return steps
}
