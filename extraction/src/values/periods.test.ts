import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printedPeriod } from './periods.ts'

const cases: readonly (readonly [string, string, string | undefined])[] = [
  ['Three months ended March 31, 2024', '2024-03-31', 'P3M'],
  ['For the 9 months ended 30 September 2023', '2023-09-30', 'P9M'],
  ['13 weeks ended July 29, 2023', '2023-07-29', 'P13W'],
  ['Year ended December 31, 2018', '2018-12-31', 'P1Y'],
  ['Fiscal years ended 2019', '2019', 'P1Y'],
  ['Quarter ended June 30, 2021', '2021-06-30', 'P3M'],
  ['As of December 31, 2022', '2022-12-31', undefined],
  ['FY2023', '2023', 'FY'],
  ['Fiscal 2023', '2023', 'FY'],
  ['Q3 2023', '2023', 'Q3'],
  ['2023 Q3', '2023', 'Q3'],
  ['3Q 2023', '2023', 'Q3'],
  ['H1 2024', '2024', 'H1'],
]

for (const [text, date, period] of cases) {
  test(`${text} says when`, () => {
    assert.deepEqual(printedPeriod(text), period === undefined ? { date } : { date, period })
  })
}

test('what names no whole period says nothing', () => {
  for (const text of [
    'Years ended December 31,',
    'Three months ended',
    'H3 2024',
    'Q5 2023',
    '2023',
    'Sales in 2023',
  ])
    assert.equal(printedPeriod(text), null, text)
})
