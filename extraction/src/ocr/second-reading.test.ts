import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { betterOf, mostInNeed, MOST_READ_AGAIN, numberIn } from './second-reading.ts'
import { wordAt } from './testing/drawn.ts'

const textOf = (
  first: string,
  second: string,
  {
    least = 0.9,
    known = [],
    others = [],
  }: Partial<Record<'known' | 'others', string[]>> & { least?: number } = {},
) =>
  betterOf(wordAt(first, 0, 20, 0.6), { text: second, least, mean: 0.95, others }, (one) =>
    known.includes(one),
  ).text

describe('of two readings', () => {
  it('a number is taken from the second where it is sure of each character', () => {
    assert.equal(textOf('£060', '8.060'), '8.060')
    assert.equal(textOf('803', '805', { least: 0.4 }), '803')
  })

  it('a number stays where the second reading is none', () => {
    assert.equal(textOf('1,104', 'I,IO4'), '1,104')
    assert.equal(textOf('14,535.556', '14,535,'), '14,535.556', 'its end was not read')
  })

  it('a number that leaves most of the place empty is not the word that stands there', () => {
    assert.equal(textOf('RRRR', '9'), 'RRRR')
    assert.equal(textOf('fa', '23'), '23')
  })

  it('a number that both have is surer than either', () => {
    const word = wordAt('1.104', 0, 20, 0.6)
    assert.deepEqual(
      betterOf(word, { text: '1,104', least: 0.9, mean: 0.95, others: [] }, () => false),
      {
        ...word,
        confidence: 0.95,
      },
    )
  })

  it('the word with more letters is taken, for strokes are lost and none invented', () => {
    assert.equal(textOf('vanable', 'variable'), 'variable')
    assert.equal(textOf('yield', 'yeld'), 'yield')
  })

  it('a known word is taken before a longer one, also where it is only the second choice', () => {
    assert.equal(textOf('mcome', 'incorne', { known: ['income'], others: ['incone', 'income'] }), 'income')
    assert.equal(textOf('annual', 'annuual', { known: ['annual'] }), 'annual')
  })
})

it('of very many doubtful words the numbers are read again, then the least sure', () => {
  const sure = Array.from({ length: MOST_READ_AGAIN }, () => wordAt('some', 0, 20, 0.8))
  const [unsure, number] = [wordAt('other', 0, 20, 0.2), wordAt('1,104', 0, 20, 0.85)]
  const chosen = mostInNeed([...sure, unsure, number])
  assert.equal(chosen.size, MOST_READ_AGAIN)
  assert.deepEqual([...chosen].slice(0, 2), [number, unsure])
})

describe('a number as read', () => {
  it('has no spaces in it, and a dollar sign for an S', () => {
    assert.equal(numberIn('S 569.4'), '$569.4')
    assert.equal(numberIn('(1,158.6)'), '(1,158.6)')
  })

  it('is none with letters in it', () => {
    assert.equal(numberIn('10K'), null)
  })
})
