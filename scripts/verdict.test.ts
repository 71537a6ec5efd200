import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verdict } from './verdict.ts'

const counts = { tests: 0, passed: 0, skipped: 0, todo: 0 }

test('all passed is well', () => {
  assert.deepEqual(verdict({ ...counts, tests: 3, passed: 3 }), { line: '3 passed, 0 failed', ok: true })
})

test('skipped tests are told', () => {
  assert.deepEqual(verdict({ ...counts, tests: 3, passed: 2, skipped: 1 }), {
    line: '2 passed, 0 failed, 1 skipped',
    ok: true,
  })
})

test('whatever neither passed nor was skipped failed', () => {
  assert.deepEqual(verdict({ ...counts, tests: 3, passed: 2 }), { line: '2 passed, 1 failed', ok: false })
})

test('a run without a test, without counts or cut short is not well', () => {
  assert.equal(verdict(counts).ok, false)
  assert.equal(verdict(undefined).ok, false)
  assert.equal(verdict({ ...counts, tests: 1, passed: 1 }, true).ok, false)
})
