import assert from 'node:assert/strict'
import { test } from 'node:test'
import { icdarTotals, relationMeasures, scoreIcdar } from './icdar.ts'
import type { ScoredCell, ScoredTable } from './predicted-table.ts'

/** Rows of texts; `null` is a blank. */
function table(rows: readonly (readonly (string | null)[])[], page = 1): ScoredTable {
  const cells = rows.flatMap((row, index) =>
    row.flatMap((text, col): ScoredCell[] =>
      text === null
        ? []
        : [{ row: index, col, text, bbox: [col * 50, index * 10, col * 50 + 40, index * 10 + 8] }],
    ),
  )
  return { page, cells }
}

const truth = table([
  [null, '2018', '2017'],
  ['Sales', '10', '20'],
  ['Costs', '30', '40'],
])

test('the truth itself is read with nothing lost and nothing false', () => {
  const score = scoreIcdar({ tables: [truth] }, [truth])
  assert.equal(relationMeasures(score).f1, 1)
  assert.deepEqual([score.regionsFound, score.numbersFound, score.numbers], [1, 5, 5])
})

test('cells are compared without white space and without case', () => {
  const spaced = table([
    [null, '2 018', '2017'],
    ['SALES', '10', '20'],
    ['costs', '30', '40'],
  ])
  assert.equal(relationMeasures(scoreIcdar({ tables: [truth] }, [spaced])).f1, 1)
})

test('a missed table loses its relations and a false table adds its own', () => {
  const other = table([['a', 'b']], 2)
  const score = scoreIcdar({ tables: [truth] }, [other])
  assert.deepEqual(
    [score.truthRelations, score.predictedRelations, score.rightRelations, score.falseTables],
    [10, 1, 0, [0]],
  )
})

test('two glued cells lose the relations of both', () => {
  const glued = table([
    [null, '2018', '2017'],
    ['Sales', '10 20', null],
    ['Costs', '30', '40'],
  ])
  const score = scoreIcdar({ tables: [truth] }, [glued])
  assert.deepEqual([score.rightRelations, score.predictedRelations, score.numbersFound], [4, 8, 3])
})

test('a blank between two cells is part of their relation', () => {
  const [a, b] = [table([['x', null, 'y']]), table([['x', 'y']])]
  assert.equal(scoreIcdar({ tables: [a] }, [b]).rightRelations, 0)
})

test('a spanning cell is a neighbour once a direction and pair', () => {
  const spanning: ScoredTable = {
    page: 1,
    cells: [
      { row: 0, col: 0, colspan: 2, text: 'Year' },
      { row: 1, col: 0, text: '1' },
      { row: 1, col: 1, text: '2' },
    ],
  }
  assert.equal(scoreIcdar({ tables: [spanning] }, []).truthRelations, 3)
})

test('the reading of the truth that suits the prediction best counts', () => {
  const other = table([['Sales', '10', '20']])
  const score = scoreIcdar({ tables: [truth], alternatives: [[truth], [other]] }, [other])
  assert.equal(relationMeasures(score).f1, 1)
})

test('a region counts from an overlap of .6 on', () => {
  const half: ScoredTable = { ...truth, bbox: [0, 0, 140, 14] }
  assert.equal(scoreIcdar({ tables: [truth] }, [half]).regionsFound, 0)
  assert.equal(scoreIcdar({ tables: [truth] }, [{ ...truth, bbox: [0, 0, 140, 20] }]).regionsFound, 1)
})

test('totals count relations over all documents and average F1 over documents', () => {
  const totals = icdarTotals([
    scoreIcdar({ tables: [truth] }, [truth]),
    scoreIcdar({ tables: [table([['a', 'b']])] }, []),
  ])
  assert.equal(totals.macroF1, 0.5)
  assert.equal(totals.relations.recall, 10 / 11)
})
