import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { runWithCanaries, type CanaryRun } from './canary-run.ts'

describe('what API and worker log at LOG_LEVEL=DEBUG', { timeout: 300_000 }, () => {
  let run: CanaryRun
  let lines: Record<string, unknown>[]
  before(async () => {
    run = await runWithCanaries()
    lines = run.text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
  })

  it('holds no secret and nothing of a document', () => {
    assert.match(run.result, /Zebrafinch[\s\S]*48,151,623/, 'the cells were not read')
    const found = [...run.canaries].map(([name, canary]) => {
      assert.ok(canary.length >= 8, `${name} is no canary: ${canary}`)
      const line = run.text.split('\n').find((one) => one.includes(canary))
      return line === undefined ? '' : `${name}: ${line}`
    })
    assert.deepEqual(found.filter(Boolean), [])
  })

  it('says of each line of a request whose it is, and of which document', () => {
    for (const { id, actor, document } of run.requests) {
      const own = lines.filter(({ request_id }) => request_id === id)
      assert.deepEqual([...new Set(own.map(({ user_id }) => user_id))], [actor], JSON.stringify(own))
      const answered = own.find(({ msg }) => msg === 'request')
      assert.equal(answered?.['document_id'], document, JSON.stringify(answered))
    }
  })

  it('says of each line about a document which request it goes back to, in the worker, too', () => {
    const { completed, failed } = run.documents
    for (const [id, end] of [
      [completed, 'a document was completed'],
      [failed, 'an attempt at a document failed'],
    ] as const) {
      const about = lines.filter((line) => JSON.stringify(line).includes(id))
      assert.ok(about.some(({ msg }) => msg === end))
      const requests = new Set(run.requests.filter(({ document }) => document === id).map((sent) => sent.id))
      const lost = about.filter(
        (line) =>
          line['document_id'] !== id ||
          !requests.has(String(line['request_id'])) ||
          typeof line['user_id'] !== 'string',
      )
      assert.deepEqual(lost, [])
    }
  })
})
