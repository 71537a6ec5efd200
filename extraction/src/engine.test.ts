import assert from 'node:assert/strict'
import { test } from 'node:test'
import { engine } from './engine.ts'

test('a setting that can change a result changes the fingerprint', () => {
  assert.notEqual(engine({ stitch: false }).fingerprint, engine().fingerprint)
  assert.equal(engine({ stitch: true }).fingerprint, engine().fingerprint)
})
