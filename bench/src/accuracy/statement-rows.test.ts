import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ScoredCell, ScoredTable } from './predicted-table.ts'
import { scoreStatement, statementTotals } from './statement-rows.ts'

function row(texts: readonly string[], amounts: readonly (string | null)[] = []): ScoredTable {
  const cells = texts.map((text, col): ScoredCell => {
    const amount = amounts[col]
    return { row: 0, col, text, value: amount == null ? null : { kind: 'number', amount } }
  })
  return { page: 1, cells }
}

const truth = { name: 'page', rows: [{ label: 'Net income (loss)', values: ['1,234', '(56)', '-'] }] }
const found = (table: ScoredTable) => scoreStatement(truth, [table]).found

test('a row is found by its label and exactly its values in order', () => {
  assert.equal(found(row(['Net income (loss)', '1,234', '(56)', '—'])), 1)
})

test('currency signs in cells of their own do not count as values', () => {
  assert.equal(found(row(['Net income (loss)', '$', '1,234', '(56)', '$', '–'])), 1)
})

test('glued values, a lost sign, another order and one value more make it wrong', () => {
  assert.equal(found(row(['Net income (loss)', '1,234 (56)', '—'])), 0)
  assert.equal(found(row(['Net income (loss)', '1,234', '56', '—'])), 0)
  assert.equal(found(row(['Net income (loss)', '(56)', '1,234', '—'])), 0)
  assert.equal(found(row(['Net income (loss)', '1,234', '(56)', '—', '7'])), 0)
})

test('a row without its label is not found', () => {
  assert.equal(found(row(['', '1,234', '(56)', '—'])), 0)
})

test('one row of a table answers one row of the truth', () => {
  const twice = { name: 'page', rows: [...truth.rows, ...truth.rows] }
  assert.equal(scoreStatement(twice, [row(['Net income (loss)', '1,234', '(56)', '—'])]).found, 1)
})

test('typed amounts are compared with their sign', () => {
  const texts = ['Net income (loss)', '1,234', '(56)', '—']
  assert.equal(scoreStatement(truth, [row(texts, [null, '1234', '-56'])]).typed, 1)
  assert.equal(scoreStatement(truth, [row(texts, [null, '1234', '56'])]).typed, 0)
})

test('a page is whole when none of its rows was missed', () => {
  const whole = scoreStatement(truth, [row(['Net income (loss)', '1,234', '(56)', '—'])])
  assert.equal(statementTotals([whole, scoreStatement(truth, [])]).wholePages, 1)
})
