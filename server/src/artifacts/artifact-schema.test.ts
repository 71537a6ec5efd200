import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExtractionResult } from '@ledger-lift/extraction'
import type { Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { smallResult } from '../http/fixtures.ts'
import { ExtractionResultSchema } from './artifact-schema.ts'

type Described = Static<typeof ExtractionResultSchema>
type Readonly_<T> = T extends object ? { readonly [K in keyof T]: Readonly_<T[K]> } : T

test('the schema says what the vocabulary says', () => {
  // Does not compile when one of the two has a field, a word or a type that the other lacks.
  const there = (result: ExtractionResult): Readonly_<Loose<Described>> => result
  const back = (described: Readonly_<Described>): Loose<ExtractionResult> => described
  const result = smallResult()
  assert.equal(back(JSON.parse(JSON.stringify(there(result)))).schema, result.schema)
})

test('a result fits, one with a word too many or an amount as a number does not', () => {
  const fits = Compile(ExtractionResultSchema)
  const result = smallResult()
  assert.ok(fits.Check(result))
  assert.ok(!fits.Check({ ...result, extra: 1 }))
  const asText = JSON.stringify(result)
  assert.ok(!fits.Check(JSON.parse(asText.replace('"amount":"1000"', '"amount":1000'))))
  assert.ok(!fits.Check(JSON.parse(asText.replace('"confidence":0.9,', '"confidence":1,'))))
})

/** The codes of notes are an open word in the schema. */
type Loose<T> = T extends { code: string; message: string }
  ? Omit<T, 'code'> & { code: string }
  : T extends object
    ? { [K in keyof T]: Loose<T[K]> }
    : T
