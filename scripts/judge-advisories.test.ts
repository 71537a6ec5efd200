import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeAdvisories } from './judge-advisories.ts'

const report = (...severities: string[]) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      severities.map((severity, at) => [
        `package-${at}`,
        { name: `package-${at}`, severity, range: '<2.0.0' },
      ]),
    ),
  })

test('an advisory that is moderate or worse fails, and is named', () => {
  for (const severity of ['moderate', 'high', 'critical'])
    assert.deepEqual(judgeAdvisories(report('low', severity)), {
      ok: false,
      lines: [`${severity}: package-1 <2.0.0`],
    })
})

test('one of little weight does not, nor does none', () => {
  assert.deepEqual(judgeAdvisories(report('low', 'info')).ok, true)
  assert.deepEqual(judgeAdvisories(report()).ok, true)
})

test('a registry that does not answer is said so, and fails nothing', () => {
  const refused = JSON.stringify({ message: '405 Method Not Allowed - POST /bulk', method: 'POST' })
  for (const printed of [refused, '', 'npm error network', '{"error":{"summary":"no network"}}'])
    assert.match(judgeAdvisories(printed).lines.join(), /^The registry does not answer/)
  assert.equal(judgeAdvisories(refused).ok, true)
})
