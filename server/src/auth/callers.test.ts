import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback } from './callers.ts'

test('loopback names, and names that only look like them', () => {
  for (const host of ['localhost', 'app.localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])
    assert.ok(isLoopback(host), host)
  for (const host of [
    '0.0.0.0',
    '',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'notlocalhost',
    '10.0.0.1',
    '::',
  ])
    assert.ok(!isLoopback(host), host)
})
