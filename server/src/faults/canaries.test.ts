import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { ReceivedSpan } from '../telemetry/collector.ts'
import { CALLER_SPAN, runWithCanaries, TRACE_ID, type CanaryRun } from './canary-run.ts'

describe('what API and worker tell of their work', { timeout: 300_000 }, () => {
  let run: CanaryRun
  let lines: Record<string, unknown>[]
  before(async () => {
    run = await runWithCanaries()
    lines = run.text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
  })

  const holding = (text: string) =>
    [...run.canaries].flatMap(([name, canary]) => {
      assert.ok(canary.length >= 8, `${name} is no canary: ${canary}`)
      const line = text.split('\n').find((one) => one.includes(canary))
      return line === undefined ? [] : [`${name}: ${line}`]
    })

  it('holds no secret and nothing of a document: the log at LOG_LEVEL=DEBUG', () => {
    assert.match(run.result, /Zebrafinch[\s\S]*48,151,623/, 'the cells were not read')
    assert.deepEqual(holding(run.text), [])
  })

  it('holds no secret and nothing of a document: the traces', () => {
    assert.ok(run.traces.spans.length > 10)
    assert.match(run.traces.text, /"x-collector-key":"of the collector"/)
    assert.deepEqual(holding(run.traces.text), [])
  })

  it('is one trace from the caller through API and queue into worker and child', () => {
    const spans = run.traces.spans.filter(({ traceId }) => traceId === TRACE_ID)
    const under = (parent: string) => spans.filter(({ parentSpanId }) => parentSpanId === parent)
    const only = (parent: string, name: string): ReceivedSpan => {
      const [found, ...more] = under(parent).filter((span) => span.name === name)
      assert.ok(found && more.length === 0, `${name}: ${JSON.stringify(spans.map((span) => span.name))}`)
      return found
    }
    const api = only(CALLER_SPAN, 'POST /v1/documents')
    const work = only(only(api.spanId, 'send documents').spanId, 'process documents')
    assert.deepEqual(
      under(work.spanId).map(({ name }) => name),
      ['fetch', 'extract', 'publish'],
    )
    const { spanId } = only(only(work.spanId, 'extract').spanId, 'work')
    const child = only(spanId, 'child work')
    assert.match(JSON.stringify(child.attributes), /"process.pid"/)
    assert.match(JSON.stringify(work.attributes), new RegExp(`${run.documents.completed}.*"completed"`))
    assert.deepEqual([api.kind, work.kind], [2, 5])
  })

  it('says in which trace a line was written', () => {
    const ended = lines.find(({ msg }) => msg === 'a document was completed')
    assert.equal(ended?.['trace_id'], TRACE_ID)
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
