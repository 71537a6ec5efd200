import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { mock, test } from 'node:test'
import { moving } from './moving.ts'

const MINUTE = 60_000
const kib = (count: number) => Buffer.alloc(count * 1024)

test('an upload of 1 KiB a second goes on for as long as it takes; one that crawls or only holds on ends', async () => {
  mock.timers.enable({ apis: ['setInterval'] })
  try {
    for (const [sent, ends] of [
      [kib(60), false],
      [kib(59), true],
      [Buffer.alloc(1), true],
    ] as const) {
      const sender = new PassThrough()
      const upload = moving(sender)
      for (let minute = 0; minute < 100; minute++) {
        sender.write(sent)
        for (let taken = 0; taken < sent.length;) taken += (await upload.next()).value?.length ?? Infinity
        const next = upload.next()
        mock.timers.tick(MINUTE)
        if (ends) {
          await assert.rejects(next, { code: 'upload.missing' })
          break
        }
        sender.write('.')
        await next
      }
      assert.equal(sender.destroyed, ends, `${sent.length} bytes a minute`)
      sender.destroy()
    }
  } finally {
    mock.timers.reset()
  }
})

test('a sender is not to blame while its bytes are being written', async () => {
  mock.timers.enable({ apis: ['setInterval'] })
  try {
    const sender = new PassThrough()
    const upload = moving(sender)
    sender.write('x')
    await upload.next()
    mock.timers.tick(10 * MINUTE)
    sender.end('y')
    assert.equal(String((await upload.next()).value), 'y')
    assert.equal((await upload.next()).done, true)
  } finally {
    mock.timers.reset()
  }
})
