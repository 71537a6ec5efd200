import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { timeLeft } from './clock.ts'
import { processorTime } from './processor-time.ts'

describe('the time that a step has', () => {
  it('is used up by the work that is done', () => {
    assert.equal(timeLeft(100, { elapsed: 120, worked: 100 }), 0)
  })

  it('is not used up by waiting for a busy machine', () => {
    assert.equal(timeLeft(100, { elapsed: 300, worked: 40 }), 60)
  })

  it('ends for one that waits for nothing', () => {
    assert.equal(timeLeft(100, { elapsed: 1000, worked: 0 }), 0)
  })

  it('goes by the clock where a system does not tell', () => {
    assert.equal(timeLeft(100, { elapsed: 60, worked: null }), 40)
  })

  it(
    'is the processor time of all threads of a process',
    { skip: process.platform !== 'linux' && 'only Linux tells' },
    () => {
      const { user, system } = process.cpuUsage()
      const told = processorTime(process.pid) ?? 0
      assert.ok(Math.abs(told - (user + system) / 1000) < 200, `${told}`)
    },
  )

  it('cannot be told of a process that is gone', () => {
    assert.equal(processorTime(spawnSync('true').pid), null)
  })
})
