import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTraceParent, writeTraceParent } from './trace-parent.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

test('a traceparent is read and written', () => {
  const read = readTraceParent(`00-${TRACE}-${SPAN}-01`)
  assert.deepEqual(read, { traceId: TRACE, spanId: SPAN, sampled: true })
  assert.equal(writeTraceParent({ traceId: TRACE, spanId: SPAN, sampled: true }), `00-${TRACE}-${SPAN}-01`)
  assert.equal(readTraceParent(`00-${TRACE}-${SPAN}-00`)?.sampled, false)
  assert.equal(readTraceParent(`01-${TRACE}-${SPAN}-01-later`)?.traceId, TRACE)
})

test('what is no traceparent is none', () => {
  const zeros = [`00-${'0'.repeat(32)}-${SPAN}-01`, `00-${TRACE}-${'0'.repeat(16)}-01`]
  const wrong = [`ff-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01-x`, `00-${TRACE.toUpperCase()}-${SPAN}-01`]
  for (const text of [...zeros, ...wrong, '', 'x', `00-${TRACE}-${SPAN}`])
    assert.equal(readTraceParent(text), null, text)
})
