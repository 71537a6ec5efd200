import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { System } from './system.ts'

const slow = (pages: number, milliseconds: number) => Array<string>(pages).fill(`sleep ${milliseconds}`)

describe('a worker that is told to stop', { concurrency: true, timeout: 300_000 }, () => {
  it('finishes what it has when there is time', async () => {
    await using system = await System.start()
    const worker = await system.startWorker()
    const id = await system.register(slow(4, 100))
    await system.until(id, (row) => row.processing_status === 'PROCESSING')
    await worker.kill('SIGTERM')
    assert.equal((await system.row(id)).processing_status, 'COMPLETED')
    assert.deepEqual(await system.db.selectFrom('workers').selectAll().execute(), [])
    await system.assertInvariants()
  })

  it('hands back what it cannot finish: no attempt is burnt, and another worker completes it', async () => {
    await using system = await System.start()
    const stopping = await system.startWorker({ grace: 0 })
    const id = await system.register(slow(64, 25))
    await system.untilKept(id, 1)
    await stopping.kill('SIGTERM')
    assert.deepEqual(await system.leftoversInTheEnd(), [])
    await system.assertInvariants()

    await system.startWorker()
    const [row] = await system.ended([id])
    assert.equal(row?.attempt, 1)
    const events = await system.events(id)
    assert.ok(events.includes('PROCESSING_RELEASED') && !events.includes('RETRY_SCHEDULED'))
    await system.assertInvariants()
  })
})

describe('a worker that was paused while another took its document', { timeout: 300_000 }, () => {
  it('writes nothing more for it, and says so', async () => {
    await using system = await System.start()
    const paused = await system.startWorker({ concurrency: 1 })
    const id = await system.register(slow(48, 40))
    await system.untilKept(id, 1)
    paused.signal('SIGSTOP')

    await system.startWorker({ concurrency: 1 })
    await system.ended([id])
    const before = await system.events(id)
    paused.signal('SIGCONT')
    await paused.said(/lease on a document was lost/)
    assert.deepEqual(await system.events(id), before)
    await system.assertInvariants()
  })
})
