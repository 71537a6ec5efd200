import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { NumberUnit } from '../model.ts'
import { COMMA_DECIMALS, numberConvention, numberVotes, POINT_DECIMALS } from './number-convention.ts'
import { typedValue } from './typed-value.ts'

const western = (sign: string) => (digits: string) => digits.replace(/\B(?=(\d{3})+$)/gu, sign)
const lakh = (digits: string) =>
  digits.length <= 3 ? digits : `${digits.slice(0, -3).replace(/\B(?=(\d{2})+$)/gu, ',')},${digits.slice(-3)}`

const CONVENTIONS = [
  { name: '1,234.5', group: western(','), decimal: '.', convention: POINT_DECIMALS },
  { name: '1.234,5', group: western('.'), decimal: ',', convention: COMMA_DECIMALS },
  { name: '1 234,5', group: western(' '), decimal: ',', convention: COMMA_DECIMALS },
  { name: '1 234,5, narrow', group: western('\u202f'), decimal: ',', convention: COMMA_DECIMALS },
  { name: "1'234.5", group: western('’'), decimal: '.', convention: POINT_DECIMALS },
  { name: '12,34,567.5', group: lakh, decimal: '.', convention: POINT_DECIMALS },
  { name: '1234.5', group: (digits: string) => digits, decimal: '.', convention: POINT_DECIMALS },
] as const

const SIGNS: readonly (readonly [negative: boolean, print: (number: string) => string])[] = [
  [false, (number) => number],
  [false, (number) => `${number} CR`],
  [false, (number) => `+${number}`],
  [true, (number) => `(${number})`],
  [true, (number) => `-${number}`],
  [true, (number) => `−${number}`],
  [true, (number) => `${number}-`],
  [true, (number) => `${number} DR`],
]
const CURRENCIES: readonly (readonly [code: string | undefined, print: (number: string) => string])[] = [
  [undefined, (number) => number],
  ['USD', (number) => `$ ${number}`],
  ['EUR', (number) => `€${number}`],
  ['CHF', (number) => `CHF ${number}`],
  ['EUR', (number) => `${number} €`],
]
const UNITS: readonly (readonly [unit: NumberUnit, print: (number: string) => string])[] = [
  ['percent', (number) => `${number}%`],
  ['percent', (number) => `${number} %`],
  ['percent', (number) => `(${number})%`],
  ['percent', (number) => `${number} per cent`],
  ['basis_points', (number) => `${number} bps`],
  ['basis_points', (number) => `${number} bp`],
]

const whole = fc.bigInt({ min: 1n, max: 10n ** 12n }).map(String)
const fraction = fc.option(fc.integer({ min: 0, max: 99 }).map((cents) => String(cents).padStart(2, '0')))

for (const { name, group, decimal, convention } of CONVENTIONS) {
  const printed = (digits: string, cents: string | null) =>
    group(digits) + (cents === null ? '' : decimal + cents)
  const meant = (digits: string, cents: string | null) => (cents === null ? digits : `${digits}.${cents}`)

  test(`${name}: every amount comes back with its sign and currency`, () => {
    fc.assert(
      fc.property(
        whole,
        fraction,
        fc.constantFrom(...SIGNS),
        fc.constantFrom(...CURRENCIES),
        (digits, cents, [negative, sign], [currency, mark]) => {
          const text = mark(sign(printed(digits, cents)))
          const amount = `${negative ? '-' : ''}${meant(digits, cents)}`
          const expected = { kind: 'number', amount, ...(currency === undefined ? {} : { currency }) }
          assert.deepEqual(typedValue(text, 'body', convention), expected, text)
        },
      ),
    )
  })

  test(`${name}: every percentage comes back with its unit`, () => {
    fc.assert(
      fc.property(whole, fraction, fc.constantFrom(...UNITS), (digits, cents, [unit, mark]) => {
        const text = mark(printed(digits, cents))
        const amount = `${text.startsWith('(') ? '-' : ''}${meant(digits, cents)}`
        assert.deepEqual(typedValue(text, 'body', convention), { kind: 'number', amount, unit }, text)
      }),
    )
  })

  test(`${name}: a document that is written so is known by its numbers`, () => {
    const amounts = ['1234567', '98765', '4321'].map((digits) => printed(digits, '50'))
    assert.deepEqual(numberConvention([numberVotes(amounts)]), convention)
  })
}

test('nil is a dash in words', () => {
  assert.deepEqual(typedValue('nil', 'body', POINT_DECIMALS), { kind: 'nil' })
  assert.deepEqual(typedValue('Nil', 'body', POINT_DECIMALS), { kind: 'nil' })
})

test('a unit that is not known makes no number', () => {
  assert.equal(typedValue('5 ‰', 'body', POINT_DECIMALS), null)
})
