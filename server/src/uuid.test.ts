import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate, version } from 'uuid'
import { newUuid } from './uuid.ts'

test('ids are UUIDv7s of now, all different, each after the one before', () => {
  const before = Date.now()
  const ids = Array.from({ length: 20_000 }, newUuid)
  assert.ok(ids.every((id) => validate(id) && version(id) === 7))
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(ids.toSorted(), ids)
  const [first = ''] = ids
  const at = Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16)
  assert.ok(at >= before && at <= Date.now())
})
