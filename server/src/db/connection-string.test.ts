import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectionString } from './connection-string.ts'

const CASES: readonly (readonly [given: string, taken: string])[] = [
  ['postgresql://u:p@h/d', 'postgresql://u:p@h/d'],
  ['postgresql+psycopg://u:p@h/d', 'postgresql://u:p@h/d'],
  ['postgres+asyncpg://u:p@h/d?sslmode=disable', 'postgresql://u:p@h/d?sslmode=disable&uselibpqcompat=true'],
  ['postgresql://h/d?sslmode=require', 'postgresql://h/d?sslmode=require&uselibpqcompat=true'],
  ['postgresql://h/d?sslmode=prefer&application_name=x', 'postgresql://h/d?application_name=x'],
  ['postgresql://u:p@%2Fvar%2Frun:5432/d', 'postgresql://u:p@%2Fvar%2Frun:5432/d'],
]

for (const [given, taken] of CASES) {
  test(`${given} is taken as ${taken}`, () => assert.equal(connectionString(given), taken))
}
