import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { ExtractionFailure } from '../../failure.ts'
import { DOCX_LIMITS } from './limits.ts'
import { readDocx } from './read-document.ts'
import { docxOf, paragraph, run } from './testing/docx-of.ts'
import { ZipArchive } from './zip.ts'

const fails = (code: string) => (error: unknown) => error instanceof ExtractionFailure && error.code === code
const small = { ...DOCX_LIMITS, freeOfRatio: 1000, entries: 50 }

test('what was packed comes out, whatever the names', () => {
  // The packer, not what unpacks, cannot take this one name.
  const name = fc.stringMatching(/^[\w./ -]{1,20}$/).filter((each) => each !== '__proto__')
  const files = fc.dictionary(name, fc.uint8Array({ maxLength: 2000 }), { minKeys: 1, noNullPrototype: true })
  fc.assert(
    fc.property(files, fc.constantFrom(0 as const, 6 as const), (content, level) => {
      const zip = new ZipArchive(zipSync(content, { level }), DOCX_LIMITS)
      assert.deepEqual(zip.names.sort(), Object.keys(content).sort())
      for (const [name, bytes] of Object.entries(content))
        assert.deepEqual(Buffer.from(zip.read(name) ?? []), Buffer.from(bytes))
    }),
    { numRuns: 60 },
  )
})

test('a document with bytes changed or cut is read or refused with a code', () => {
  const whole = docxOf(paragraph(run('Total assets 1,234')).repeat(20))
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
      const bytes = Uint8Array.from(whole)
      for (const [at, value] of changes) bytes[at] = value
      try {
        readDocx(changes.length === 0 ? bytes.subarray(0, length) : bytes)
      } catch (error) {
        assert.ok(error instanceof ExtractionFailure, String(error))
      }
    }),
    { numRuns: 300 },
  )
})

test('what unpacks to far more than it packs is stopped, whatever size the archive states', () => {
  const bomb = zipSync({ 'word/document.xml': new Uint8Array(5_000_000) })
  const lying = Uint8Array.from(bomb)
  const view = new DataView(lying.buffer)
  view.setUint32(lying.length - 22 - (46 + 17) + 24, 10, true)
  view.setUint32(22, 10, true)
  for (const bytes of [bomb, lying])
    assert.throws(() => new ZipArchive(bytes, small).read('word/document.xml'), fails('document.over_limit'))
})

test('more entries than the limit are refused without looking at them', () => {
  const files = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, new Uint8Array(1)]))
  assert.throws(() => new ZipArchive(zipSync(files), small), fails('document.over_limit'))
})

test('an encrypted entry and two entries of one name are refused', () => {
  const bytes = zipSync({ aa: new Uint8Array(3), ab: new Uint8Array(3) }, { level: 0 })
  const directory = Buffer.from(bytes).indexOf('PK\u0001\u0002', 0, 'latin1')
  const encrypted = Uint8Array.from(bytes)
  encrypted[directory + 8] = 1
  assert.throws(() => new ZipArchive(encrypted, small).read('aa'), fails('document.not_supported'))
  const twice = Buffer.from(bytes)
  twice[twice.lastIndexOf('ab') + 1] = 'a'.charCodeAt(0)
  assert.throws(() => new ZipArchive(twice, small), fails('document.hostile'))
})
