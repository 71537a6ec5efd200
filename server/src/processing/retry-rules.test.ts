import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AppError, ERRORS, type ErrorCode } from '../errors.ts'
import { failureOf, judge, judgeLost, retryDelay } from './retry-rules.ts'

const failure = (code: ErrorCode) => ({ code, message: 'It failed.' })
const times = (count: number, code: ErrorCode) => Array<ErrorCode>(count).fill(code)
const anyCode = fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[]))

describe('what becomes of a document whose attempt failed', () => {
  it('a fault of the document fails it at once, and is no dead letter', () => {
    for (const code of ['document.damaged', 'document.over_limit', 'document.object_missing'] as const)
      assert.deepEqual(judge(failure(code), [], 0), { action: 'fail', failure: failure(code), dead: false })
  })

  it('a crash is tried once more, then the document fails with it', () => {
    assert.equal(judge(failure('processing.crashed'), [], 0).action, 'retry')
    const second = judge(failure('processing.crashed'), ['processing.crashed'], 0)
    assert.equal(second.action, 'fail')
    assert.equal(second.failure.code, 'processing.crashed')
    assert.match(second.failure.message, /attempt 2/)
  })

  it('a crash that is known to come again, and too much time, fail it at once, as a dead letter', () => {
    const certain = judge(failure('processing.crashed'), [], 0, true)
    assert.deepEqual(certain, { action: 'fail', failure: failure('processing.crashed'), dead: true })
    assert.equal(judge(failure('processing.timed_out'), [], 0).action, 'fail')
    assert.equal(failureOf(new DOMException('', 'TimeoutError')).code, 'processing.timed_out')
  })

  it('a store that stays away exhausts the attempts', () => {
    assert.equal(judge(failure('storage.unavailable'), times(10, 'storage.unavailable'), 0).action, 'retry')
    const last = judge(failure('storage.unavailable'), times(11, 'storage.unavailable'), 0)
    assert.equal(last.action, 'fail')
    assert.equal(last.failure.code, 'processing.attempts_exhausted')
  })

  it('an absent store does not use up the attempts that a crash has', () => {
    assert.equal(judge(failure('processing.crashed'), times(5, 'storage.unavailable'), 0).action, 'retry')
  })

  it('ends after at most twenty attempts, whatever the failures', () => {
    fc.assert(
      fc.property(fc.array(anyCode, { minLength: 19, maxLength: 40 }), anyCode, (earlier, code) => {
        assert.equal(judge(failure(code), earlier, 0.5).action, 'fail')
      }),
    )
  })

  it('a document that took four workers down is not taken again', () => {
    assert.equal(judgeLost(times(3, 'processing.worker_lost')), null)
    assert.equal(judgeLost(times(4, 'processing.worker_lost'))?.failure.code, 'processing.worker_lost')
  })

  it('a worker that was lost before some other failure is not the reason now', () => {
    assert.equal(judgeLost(['storage.unavailable', ...times(4, 'processing.worker_lost')]), null)
  })
})

describe('the delay before the next attempt', () => {
  it('doubles up to five minutes, at random within its upper half', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          const full = Math.min(300_000, 2_000 * 2 ** (attempts - 1))
          const delay = retryDelay(attempts, random)
          assert.ok(delay >= full / 2 && delay <= full)
        },
      ),
    )
  })
})

describe('what the trail is told of an error', () => {
  it('is its code and sentence', () => {
    assert.deepEqual(failureOf(new AppError('document.damaged', 'Cut off.')), {
      code: 'document.damaged',
      message: 'Cut off.',
    })
  })

  it('is not the message of an error that is not ours, which may hold content', () => {
    const { code, message } = failureOf(new TypeError('cannot read "Salary of J. Doe"'))
    assert.equal(code, 'internal.bug')
    assert.doesNotMatch(message, /Doe/)
  })
})
