import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell } from '../model.ts'
import { POINT_DECIMALS } from '../values/number-convention.ts'
import { typedValue } from '../values/typed-value.ts'
import { checksOf } from './checks.ts'

function verdicts(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.flatMap((row, index) =>
    row.map((text, column): Cell => {
      const role = column === 0 ? 'label' : 'body'
      const value = typedValue(text, role, POINT_DECIMALS)
      const bbox = { x: 0, y: 0, width: 1, height: 1 }
      return {
        row: index,
        column,
        row_span: 1,
        column_span: 1,
        page: 1,
        text,
        bbox,
        role,
        confidence: 0.9,
        value,
      }
    }),
  )
  const checks = checksOf({ rows: rows.length, columns: rows[0]?.length ?? 0, header_rows: 0, cells })
  return checks.map((check) => `${check.kind} ${check.total.row},${check.total.column} ${check.verdict}`)
}

test('a total is re-added from the rows above it, and a grand total from the totals', () => {
  assert.deepEqual(
    verdicts([
      ['Cash', '100'],
      ['Stock', '250'],
      ['Total current', '350'],
      ['Plant', '400'],
      ['Land', '150'],
      ['Total fixed', '550'],
      ['Total assets', '900'],
    ]),
    ['column_sum 2,1 ties', 'column_sum 5,1 ties', 'column_sum 6,1 ties'],
  )
})

test('what is taken away from the first row is known by its result', () => {
  assert.deepEqual(
    verdicts([
      ['Sales', '1,000'],
      ['Cost', '640'],
      ['Gross profit', '360'],
    ]),
    ['column_sum 2,1 ties'],
  )
})

test('a total that is off in one column of several is told, with its difference', () => {
  const rows = [
    ['Cash', '100', '200', '310'],
    ['Stock', '250', '300', '320'],
    ['Total', '350', '500', '635'],
  ]
  assert.deepEqual(verdicts(rows), ['column_sum 2,1 ties', 'column_sum 2,2 ties', 'column_sum 2,3 off'])
})

test('a total takes in rows that are nil in the columns that tie without them', () => {
  const rows = [
    ['Income', '—', '9,325', '—'],
    ['Depreciation', '246', '3,776', '-793'],
    ['Other', '68', '-77', '-5'],
    ['Total', '314', '13,024', '-798'],
  ]
  assert.deepEqual(verdicts(rows), ['column_sum 3,1 ties', 'column_sum 3,2 ties', 'column_sum 3,3 ties'])
})

test('a total of a long register is re-added from all its rows', () => {
  const items = Array.from({ length: 120 }, (_, index) => [`Item ${index}`, String(1000 + 37 * index)])
  const total = items.reduce((sum, [, amount]) => sum + Number(amount), 0)
  assert.deepEqual(verdicts([...items, ['Total', String(total)]]), ['column_sum 120,1 ties'])
})

test('a balance is followed where a single amount came in, and where none did', () => {
  const rows = (movements: readonly (readonly [string, string, string])[]) =>
    verdicts([['Opening', '', '', '500'], ...movements.map((row) => ['', ...row])])
  const out: readonly (readonly [string, string, string])[] = [
    ['100', '', '400'],
    ['50', '', '350'],
    ['30', '', '320'],
  ]
  const followed = [1, 2, 3].map((row) => `running_balance ${row},3 ties`)
  assert.deepEqual(rows(out), followed)
  assert.deepEqual(rows([...out, ['', '80', '400']]), [...followed, 'running_balance 4,3 ties'])
})

test('a unit of rounding is not an error', () => {
  const rows = [
    ['a', '100', '101'],
    ['b', '200', '200'],
    ['c', '310', '311'],
    ['Total', '610', '613'],
  ]
  assert.deepEqual(verdicts(rows), ['column_sum 3,1 ties', 'column_sum 3,2 rounding'])
})

test('a balance is followed from row to row', () => {
  const rows = [
    ['Opening', '', '', '500.00'],
    ['Fee', '20.00', '', '480.00'],
    ['Salary', '', '120.50', '600.50'],
    ['Rent', '300.00', '', '300.50'],
    ['Interest', '', '0.50', '301.00'],
  ]
  const balances = verdicts(rows).filter((line) => line.startsWith('running_balance'))
  assert.deepEqual(
    balances,
    [1, 2, 3, 4].map((row) => `running_balance ${row},3 ties`),
  )
})

test('a total column is re-added along its rows', () => {
  const rows = [
    ['North', '10', '20', '30'],
    ['South', '11', '25', '36'],
    ['West', '9', '8', '17'],
  ]
  assert.deepEqual(verdicts(rows), ['row_sum 0,3 ties', 'row_sum 1,3 ties', 'row_sum 2,3 ties'])
})

test('numbers that add up to nothing give no check', () => {
  assert.deepEqual(
    verdicts([
      ['a', '17'],
      ['b', '93'],
      ['c', '41'],
    ]),
    [],
  )
})
