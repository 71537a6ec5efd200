import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ProcessingStatus } from '../events.ts'
import {
  eventText,
  messagesSince,
  parseSeen,
  seenText,
  type Seen,
  type Snapshot,
} from './progress-messages.ts'

const snapshot = (sequence: number, status: ProcessingStatus, pages_done = 0): Snapshot => ({
  sequence,
  state: {
    ...{ processing_status: status, error_code: null, error_message: null, page_count: null },
    updated_at: '2024-01-01T00:00:00.000Z',
    progress: { stage: status === 'PROCESSING' ? 'extracting' : 'queued', pages_done, pages_total: 9 },
  },
})
const seen = (sequence: number, change: Partial<Seen> = {}): Seen => ({
  ...{ sequence, stage: 'extracting', pagesDone: 0, ended: false },
  ...change,
})
const step = (sequence: number, status: ProcessingStatus) => ({
  sequence,
  status,
  at: '2024-01-01T00:00:00.000Z',
})
const told = (...args: Parameters<typeof messagesSince>) =>
  messagesSince(...args).map(({ event, data }) =>
    'processing_status' in data ? `${event} ${data.processing_status}` : event,
  )

test('a new watcher is told the state as it is', () => {
  assert.deepEqual(told(null, snapshot(2, 'PROCESSING'), []), ['status PROCESSING', 'progress'])
  assert.deepEqual(told(null, snapshot(5, 'FAILED'), []), ['status FAILED', 'progress', 'end FAILED'])
})

test('one who saw all is told nothing', () => {
  assert.deepEqual(told(seen(2), snapshot(2, 'PROCESSING'), []), [])
  assert.deepEqual(told(seen(2), snapshot(3, 'PROCESSING'), []), [], 'an event that changed no status')
})

test('one who was away is told each status that was missed, in order', () => {
  const steps = [step(2, 'PROCESSING'), step(3, 'RETRYING'), step(4, 'PROCESSING'), step(6, 'COMPLETED')]
  assert.deepEqual(told(seen(2), snapshot(6, 'COMPLETED'), steps), [
    ...['status RETRYING', 'status PROCESSING', 'status COMPLETED'],
    ...['progress', 'end COMPLETED'],
  ])
})

test('progress is told when it moved, and only then', () => {
  assert.deepEqual(told(seen(2), snapshot(2, 'PROCESSING', 4), []), ['progress'])
  assert.deepEqual(told(seen(2, { pagesDone: 4 }), snapshot(2, 'PROCESSING', 4), []), [])
})

test('the end is told once, and again only after the document was worked again', () => {
  const ended = seen(6, { stage: 'queued', ended: true })
  assert.deepEqual(told(ended, snapshot(6, 'COMPLETED'), []), [])
  assert.deepEqual(told(ended, snapshot(7, 'COMPLETED'), []), [], 'exported since')
  const steps = [step(8, 'UPLOADED'), step(9, 'PROCESSING'), step(10, 'FAILED')]
  assert.deepEqual(told(ended, snapshot(10, 'FAILED'), steps).at(-1), 'end FAILED')
})

test('a purged document ends without a status', () => {
  assert.deepEqual(told(seen(2), { sequence: 4, state: null }, []), ['end null'])
})

test('the id of a message says what was seen', () => {
  const anySeen = fc.record(
    {
      sequence: fc.nat(999_999_999),
      stage: fc.constantFrom('', 'queued', 'fetching', 'extracting', 'keeping', 'done'),
      pagesDone: fc.nat(999_999_999),
      ended: fc.boolean(),
    },
    { noNullPrototype: true },
  )
  fc.assert(fc.property(anySeen, (one) => assert.deepEqual(parseSeen(seenText(one)), one)))
})

test('what is no id of ours is as none', () => {
  for (const text of [
    undefined,
    '',
    '1',
    'x.y.z.',
    '1.done.1.ended',
    '-1.done.1.',
    '1.done.1e9.',
    '99999999999.done.1.',
  ])
    assert.equal(parseSeen(text), null)
})

test('a message is an event with its id and one line of data', () => {
  const [message] = messagesSince(seen(2), snapshot(2, 'PROCESSING', 4), [])
  assert.ok(message)
  const data = '{"stage":"extracting","pages_done":4,"pages_total":9}'
  assert.equal(eventText(message), `event: progress\nid: 2.extracting.4.\ndata: ${data}\n\n`)
})
