import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { COMMA_DECIMALS, numberConvention, numberVotes, POINT_DECIMALS } from './number-convention.ts'
import { printedNumber } from './printed-number.ts'
import { typedValue } from './typed-value.ts'
import { statedUnits } from './units.ts'

/** Of a document with each of the texts on a page of its own. */
const conventionOf = (texts: readonly string[]) => numberConvention(texts.map((text) => numberVotes([text])))
const amount = (text: string, convention = POINT_DECIMALS) => printedNumber(text, convention)?.amount ?? null

test('a number is negative in parentheses, after or before a minus, and as a debit', () => {
  for (const text of ['(1,234)', '$ (1,234)', '($1,234)', '(1,234', '-1,234', '−1,234', '1,234-', '1,234 DR'])
    assert.equal(amount(text), '-1234', text)
})

test('a credit is not negative', () => assert.equal(amount('1,200 CR'), '1200'))

test('thousands are grouped by comma, point, space, apostrophe and in lakhs', () => {
  assert.equal(amount('1,234,567.5'), '1234567.5')
  assert.equal(amount('1.234.567,5', COMMA_DECIMALS), '1234567.5')
  assert.equal(amount('1 234 567,5', COMMA_DECIMALS), '1234567.5')
  assert.equal(amount('1’234.50'), '1234.50')
  assert.equal(amount('12,34,567'), '1234567')
})

test('one sign before three digits is read by the document’s convention', () => {
  assert.equal(amount('1.234', POINT_DECIMALS), '1.234')
  assert.equal(amount('1.234', COMMA_DECIMALS), '1234')
})

test('footnote marks beside a number are no part of it', () => {
  assert.equal(amount('39.9**'), '39.9')
  assert.equal(amount('1,234 (1)'), '1234')
})

test('what is not a number as a whole is none', () => {
  for (const text of ['12 34', '1990-96', '1.2.3', '3,4,5', 'Note 5', ''])
    assert.equal(amount(text), null, text)
})

test('the convention is the one that most numbers prove', () => {
  assert.deepEqual(conventionOf(['1.234,50', '12,5', '1.234']), COMMA_DECIMALS)
  assert.deepEqual(conventionOf(['1,234.50', '1,234']), POINT_DECIMALS)
})

test('points before three digits group where small whole numbers have none, and nothing proves more', () => {
  assert.deepEqual(conventionOf(['8.118', '862.348', '(7.826)', '299']), COMMA_DECIMALS)
  assert.deepEqual(conventionOf(['8.118', '862.348', '(7.826)']), POINT_DECIMALS)
  assert.deepEqual(conventionOf(['8.118', '862.348', '299', '1,234']), POINT_DECIMALS)
  assert.deepEqual(conventionOf(['8.118', '862.348', 'December 31,']), POINT_DECIMALS)
  assert.deepEqual(conventionOf(['8.118', '862.348', '299', '0.5']), POINT_DECIMALS)
})

test('every amount that is printed is read back, whatever the sign and convention', () => {
  const parts = fc.record({
    whole: fc.bigInt(0n, 10n ** 12n),
    cents: fc.option(fc.integer({ min: 0, max: 99 })),
    negative: fc.boolean(),
    comma: fc.boolean(),
  })
  fc.assert(
    fc.property(parts, ({ whole, cents, negative, comma }) => {
      const [group, decimal] = comma ? ['.', ','] : [',', '.']
      const grouped = whole.toString().replace(/\B(?=(\d{3})+$)/g, group)
      const fraction = cents === null ? '' : String(cents).padStart(2, '0')
      const printed = fraction === '' ? grouped : `${grouped}${decimal}${fraction}`
      const expected = fraction === '' ? whole.toString() : `${whole}.${fraction}`
      const zero = whole === 0n && Number(cents ?? 0) === 0
      assert.equal(
        amount(negative ? `(${printed})` : printed, comma ? COMMA_DECIMALS : POINT_DECIMALS),
        negative && !zero ? `-${expected}` : expected,
      )
    }),
  )
})

test('a dash is nil, n/a is missing, a percentage and basis points say their unit', () => {
  const value = (text: string) => typedValue(text, 'body', POINT_DECIMALS)
  assert.deepEqual(value('$ —'), { kind: 'nil' })
  assert.deepEqual(value('NM'), { kind: 'missing' })
  assert.deepEqual(value('(9.0)%'), { kind: 'number', amount: '-9.0', unit: 'percent' })
  assert.deepEqual(value('25 bps'), { kind: 'number', amount: '25', unit: 'basis_points' })
})

test('dates are read as precisely as they are printed, a bare year in a header only', () => {
  assert.deepEqual(typedValue('December 31, 2018', 'header', POINT_DECIMALS), {
    kind: 'date',
    date: '2018-12-31',
  })
  assert.deepEqual(typedValue('31. Dezember 2018', 'body', POINT_DECIMALS), {
    kind: 'date',
    date: '2018-12-31',
  })
  assert.deepEqual(typedValue('2018', 'header', POINT_DECIMALS), { kind: 'date', date: '2018' })
  assert.deepEqual(typedValue('2018', 'body', POINT_DECIMALS), { kind: 'number', amount: '2018' })
  assert.equal(typedValue('31 February 2018', 'header', POINT_DECIMALS), null)
})

test('units are what is said first, and a sentence about millions says none', () => {
  assert.deepEqual(statedUnits('(in thousands, except shares in millions)'), { scale: 1000 })
  assert.deepEqual(statedUnits('(In millions, except per common share data)'), {
    scale: 1_000_000,
    except: ['per_share'],
  })
  assert.deepEqual(statedUnits('Dollars in millions'), { scale: 1_000_000, currency: 'USD' })
  assert.deepEqual(statedUnits('In Mio. EUR'), { scale: 1_000_000, currency: 'EUR' })
  assert.deepEqual(statedUnits('31.12.2020 Mio. €'), { scale: 1_000_000, currency: 'EUR' })
  assert.deepEqual(statedUnits('2020 Mio. CHF'), { scale: 1_000_000, currency: 'CHF' })
  assert.equal(statedUnits('grew to 5 millions of users'), null)
  assert.equal(statedUnits('Demand in our markets grew by 17.1% to $661.2 million.'), null)
})
