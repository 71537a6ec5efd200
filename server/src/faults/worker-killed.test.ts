import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { System } from './system.ts'

const slow = (pages: number, milliseconds: number) => Array<string>(pages).fill(`sleep ${milliseconds}`)

describe(
  'a worker that is killed in the middle of documents',
  { concurrency: true, timeout: 300_000 },
  () => {
    it('costs them at most a batch: another worker takes up what was kept, and they are completed', async () => {
      await using system = await System.start()
      const doomed = await system.startWorker({ concurrency: 1 })
      const [first, second] = [await system.register(slow(64, 25)), await system.register(['ok'])]
      await system.untilKept(first, 2)
      await doomed.kill('SIGKILL')
      assert.equal((await system.leftovers()).length, 1)

      const worker = await system.startWorker({ concurrency: 1 })
      const [row] = await system.ended([first, second])
      assert.equal(row?.processing_status, 'COMPLETED')
      assert.equal(row.attempt, 2)
      assert.match(worker.log, /"pages":(32|48).*taken up/)
      assert.deepEqual(await system.events(first), [
        'DOCUMENT_UPLOADED',
        'PROCESSING_STARTED',
        'RETRY_SCHEDULED',
        'PROCESSING_STARTED',
        'EXTRACTION_COMPLETED',
        'PROCESSING_COMPLETED',
      ])
      assert.deepEqual(await system.leftoversInTheEnd(), [])
      await system.assertInvariants()
    })

    it('leaves no extraction process behind, not even one that a document keeps in a loop', async () => {
      await using system = await System.start()
      const doomed = await system.startWorker({ concurrency: 1 })
      const id = await system.register(['hang'])
      await system.until(id, (row) => row.stage === 'extracting')
      const child = await childOf(doomed.pid)
      await pause(200)
      await doomed.kill('SIGKILL')
      assert.ok(await isRunning(child))
      await system.startWorker({ concurrency: 1 })
      assert.ok(!(await isRunning(child)))
    })
  },
)

async function childOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return Number(children.trim().split(' ')[0])
}

async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return status !== '' && !/^State:\s+[ZX]/m.test(status)
}
