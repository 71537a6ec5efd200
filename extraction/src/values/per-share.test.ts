import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perShareCells, saysPerShare, type ShareCell } from './per-share.ts'

test('labels of amounts per share, and labels that only mention a share', () => {
  const yes = [
    'Earnings per share',
    'Basic (in dollars per share)',
    'Net income (loss) per common share—diluted',
    'Dividends declared per Class B common share',
    'Average price paid per share',
    'Diluted EPS',
  ]
  const no = [
    'Net income',
    'Common stock, $0.01 par value per share',
    'Dividends ($1.20 per share)',
    'Weighted average shares used in computing earnings per share',
    'Number of shares',
    'Shareholders’ equity',
  ]
  assert.deepEqual([...yes, ...no].filter(saysPerShare), yes)
})

/** A label and an amount a row; a row without amount is a heading within the table. */
function amountsOf(rows: readonly (readonly [string, string])[]): string[] {
  const cells = rows.flatMap(([label, amount], row): ShareCell[] => [
    { row, column: 0, columnSpan: 1, role: 'label', plain: label },
    { row, column: 1, columnSpan: 1, role: 'body', plain: amount },
  ])
  return [...perShareCells(cells)].map((cell) => cell.plain)
}

test('rows under a heading of amounts per share, up to other rows', () => {
  const rows = [
    ['Net income', '1,234'],
    ['Earnings per share attributable to', ''],
    ['the company:', ''],
    ['Basic', '1.23'],
    ['Diluted', '1.21'],
    ['Weighted average shares outstanding:', ''],
    ['Basic', '1,003'],
    ['Diluted', '1,019'],
  ] as const
  assert.deepEqual(amountsOf(rows), ['1.23', '1.21'])
})

test('a column whose heading says so', () => {
  const cells: ShareCell[] = [
    { row: 0, column: 1, columnSpan: 1, role: 'header', plain: 'Cost' },
    { row: 0, column: 2, columnSpan: 1, role: 'header', plain: 'Price per share' },
    { row: 1, column: 0, columnSpan: 1, role: 'label', plain: 'May' },
    { row: 1, column: 1, columnSpan: 1, role: 'body', plain: '900' },
    { row: 1, column: 2, columnSpan: 1, role: 'body', plain: '12.50' },
  ]
  assert.deepEqual(
    [...perShareCells(cells)].map((cell) => cell.plain),
    ['12.50'],
  )
})
