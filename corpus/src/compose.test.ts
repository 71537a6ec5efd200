import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compose } from './compose.ts'
import { seeded } from './random.ts'
import { statement } from './tables/statement.ts'
import { decimal, grouped, LOCALES, printed } from './words/locale.ts'

const locale = (name: string) => {
  const found = LOCALES.find((candidate) => candidate.name === name)
  assert.ok(found)
  return found
}

test('the same seed composes the same document', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.constantFrom('tables' as const, 'prose' as const), (seed, kind) => {
      assert.equal(compose(kind, seed).html, compose(kind, seed).html)
    }),
    { numRuns: 30 },
  )
})

test('a document of prose has no table of the truth', () => {
  for (let seed = 0; seed < 40; seed++) assert.ok(!compose('prose', seed).html.includes('<table'))
})

test('every row of a statement fills the columns of its header', () => {
  const width = (cells: readonly { columnSpan?: number }[]) =>
    cells.reduce((sum, cell) => sum + (cell.columnSpan ?? 1), 0)
  for (let seed = 0; seed < 40; seed++) {
    const { rows } = statement(seeded(seed), locale('en'))
    const widths = new Set(rows.map((row) => width(row.cells)))
    assert.equal(widths.size, 1, `seed ${seed}`)
  }
})

test('amounts are grouped as each house prints them', () => {
  assert.equal(grouped('1234567', locale('en')), '1,234,567')
  assert.equal(grouped('1234567', locale('in')), '12,34,567')
  assert.equal(printed(-123456, 2, locale('de'), 'parentheses'), '(1.234,56)')
  assert.equal(decimal(-123456, 2), '-1234.56')
  assert.equal(printed(5, 2, locale('ch'), 'minus'), '0.05')
})
