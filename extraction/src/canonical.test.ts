import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, canonicalText } from './canonical.ts'

test('the quick canonical text of values with names for keys is that of RFC 8785', () => {
  const name = fc.stringMatching(/^[a-zA-Zé_][a-z_]{0,6}$/u)
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any')),
      fc.dictionary(name, tie('any')),
    ),
  })).any
  fc.assert(
    fc.property(fc.dictionary(name, value), (object) => {
      assert.equal(canonicalText(object), canonicalJson(object))
    }),
  )
})

test('keys that an object puts elsewhere, or hides, stand where RFC 8785 has them', () => {
  const value: object = JSON.parse('{"b": {"10": 1, "9": 2, "1a": 3}, "__proto__": {"c": -0}}')
  assert.equal(canonicalText(value), '{"__proto__":{"c":0},"b":{"10":1,"1a":3,"9":2}}')
})

test('values nested deeper than functions call themselves have a canonical text', () => {
  const text = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
  const value: object = JSON.parse(text)
  assert.ok(canonicalText(value) === text)
})
