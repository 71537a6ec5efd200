import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger, type LogOptions } from './log.ts'

const written = (
  use: (log: ReturnType<typeof createLogger>) => void,
  options: Partial<LogOptions> = {},
): string => {
  const lines: string[] = []
  use(
    createLogger({
      level: 'DEBUG',
      format: 'json',
      destination: { write: (line) => lines.push(line) },
      ...options,
    }),
  )
  return lines.join('')
}

test('a line is JSON with the level by name, the time in UTC and what was bound', () => {
  const line = JSON.parse(written((log) => log.child({ document_id: 'd1', actor: 'local' }).warn('slow')))
  assert.equal(line.level, 'WARNING')
  assert.match(line.time, /^\d{4}-.*Z$/)
  assert.deepEqual([line.document_id, line.actor, line.msg], ['d1', 'local', 'slow'])
})

test('the five levels keep their order', () => {
  const output = written(
    (log) => {
      log.info('no')
      log.warn('no')
      log.error('yes')
      log.fatal('yes')
    },
    { level: 'ERROR' },
  )
  assert.deepEqual(
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).level),
    ['ERROR', 'CRITICAL'],
  )
})

test('pretty is one readable line', () => {
  const line = written((log) => log.error({ document_id: 'd1' }, 'failed'), { format: 'pretty' })
  assert.match(line, /ERROR: failed .*d1/)
  assert.equal(line.trim().split('\n').length, 1)
})

test('secrets never reach a line, wherever they stand', () => {
  const output = written((log) => {
    log.info({ password: 'hunter2', nested: { deep: { aws_secret_access_key: 'hunter2' } } })
    log.info({ headers: { authorization: 'Bearer hunter2', 'set-cookie': ['a=hunter2'] } })
    log.error(
      { err: new Error('connect to postgres://ann:hunter2@db/books failed') },
      'postgres://ann:hunter2@db',
    )
    log.child({ token: 'hunter2' }).info('GET /x?X-Amz-Signature=hunter2&a=1 and /y?signature=hunter2')
    log.info('Authorization: Bearer hunter2')
    log.info(`body was {"password":"hunter2"}`)
    log.info({ password: 'quote " hunter2' })
  })
  assert.doesNotMatch(output, /hunter2/)
  for (const line of output.trim().split('\n')) JSON.parse(line)
})

test('file content never reaches a line', () => {
  const output = written((log) => {
    log.info({
      bytes: Buffer.from('secret figures'),
      text: 'secret figures',
      cell: { text: 'secret figures' },
    })
    log.info({ chunk: Buffer.from('secret figures'), cells: ['secret figures'] })
  })
  assert.doesNotMatch(output, /secret figures|115,101,99/)
  for (const line of output.trim().split('\n')) JSON.parse(line)
})
