import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { exportResult } from '../index.ts'
import { incomeStatement, number, resultOf, tableOf } from '../testing/results.ts'
import { csvText, harmless } from './csv-text.ts'

const filesOf = async (...artifacts: Parameters<typeof resultOf>[0]): Promise<Record<string, string>> => {
  const { bytes } = await exportResult(resultOf(artifacts), 'csv')
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, file]) => [name, strFromU8(file)]))
}

test('the zip has one csv a table with values as plain decimals and spanning headers repeated', async () => {
  assert.deepEqual(await filesOf(incomeStatement()), {
    '01-consolidated-income-statement.csv': [
      ',"Year ended December 31,","Year ended December 31,",Change',
      ',2023,2022,',
      'Revenue,1234.5,1100.0,12.2%',
      'Cost of sales,-800.0,-730.5,-9.5%',
      'Impairment,0,-12.0,n/m',
      'Operating profit,434.5,350.0,24.1%',
      '',
    ].join('\r\n'),
  })
})

test('a negative number stays a number, a text that looks like a formula does not calculate', async () => {
  const files = await filesOf(tableOf([['=1+1', '-x', number('(5)', '-5')]], { headerRows: 0 }))
  assert.equal(Object.values(files)[0], `"'=1+1","'-x",-5\r\n`)
})

test('every digit of a long amount is kept', async () => {
  const long = '123456789012345678901.25'
  assert.equal(
    Object.values(await filesOf(tableOf([[number(long, long)]], { headerRows: 0 })))[0],
    `${long}\r\n`,
  )
})

test('a document without tables gives a zip that says so', async () => {
  assert.deepEqual(Object.keys(await filesOf()), ['no-tables.txt'])
})

test('no text starts as a formula would', () => {
  const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', ' =', '\u00a0+')
  fc.assert(
    fc.property(start, fc.string(), (first, rest) => {
      assert.match(harmless(first + rest), /^'/u)
    }),
  )
})

test('what is written reads back by RFC 4180', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
      assert.deepEqual(parse(csvText(rows)), rows)
    }),
  )
})

/** RFC 4180, read character by character. */
function parse(text: string): string[][] {
  const rows: string[][] = []
  for (let at = 0; at < text.length; at += 2) {
    const row: string[] = []
    for (;;) {
      const quoted = /^"((?:[^"]|"")*)"/u.exec(text.slice(at))
      const raw = quoted?.[0] ?? /^[^,\r\n]*/u.exec(text.slice(at))?.[0] ?? ''
      row.push(quoted?.[1]?.replaceAll('""', '"') ?? raw)
      at += raw.length
      if (text[at] !== ',') break
      at += 1
    }
    rows.push(row)
  }
  return rows
}
