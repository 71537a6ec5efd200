import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import { BatchPlan } from './batch-plan.ts'
import { isCertain } from './certain.ts'

const crash = new AppError('processing.crashed', 'The engine crashed.')

function take(plan: BatchPlan) {
  const batch = plan.next()
  assert.ok(batch)
  return batch
}

describe('the plan of a document whose pages kill their process', () => {
  it('tries the pages of such a batch one by one, before the others', () => {
    const plan = new BatchPlan(
      [
        [1, 2],
        [3, 4],
      ],
      4,
    )
    assert.deepEqual(plan.died(take(plan), crash), [])
    const order = [take(plan), take(plan), take(plan)].map(({ pages }) => pages)
    assert.deepEqual(order, [[1], [2], [3, 4]])
  })

  it('notes a page that does it alone, and goes on', () => {
    const plan = new BatchPlan([[1, 2]], 2)
    plan.died(take(plan), crash)
    const [lost] = plan.died(take(plan), crash)
    assert.equal(lost?.number, 1)
    assert.equal(lost.page, null)
    assert.deepEqual(
      lost.notes.map(({ code, page }) => [code, page]),
      [['page.failed', 1]],
    )
    assert.equal(plan.left, 1)
  })

  it('says that a page was over the limit when it was', () => {
    const plan = new BatchPlan([[1, 2]], 2)
    const memory = new AppError('document.over_limit', 'Too much memory.')
    plan.died(take(plan), memory)
    assert.equal(plan.died(take(plan), memory)[0]?.notes[0]?.code, 'page.over_limit')
  })

  it('loses a page that took too long at once, and works those around it together', () => {
    const plan = new BatchPlan([[1, 2, 3, 4]], 4)
    const slow = new AppError('processing.timed_out', 'Too long.', { context: { page: 3 } })
    const [lost] = plan.died(take(plan), slow)
    assert.deepEqual([lost?.number, lost?.notes[0]?.code], [3, 'page.over_limit'])
    assert.deepEqual([take(plan).pages, take(plan).pages, plan.left], [[1, 2], [4], 0])
  })

  it('tries a page that crashed its process by itself, and those around it together', () => {
    const plan = new BatchPlan([[1, 2, 3]], 3)
    const at2 = new AppError('processing.crashed', 'The engine crashed.', { context: { page: 2 } })
    assert.deepEqual(plan.died(take(plan), at2), [])
    assert.deepEqual(
      [take(plan), take(plan).pages, take(plan).pages],
      [{ pages: [2], suspect: true }, [1], [3]],
    )
  })

  it('does not try again what lies over a limit by itself', () => {
    const plan = new BatchPlan([[1]], 1)
    const memory = new AppError('document.over_limit', 'Too much memory.')
    assert.throws(() => plan.died(take(plan), memory), isCertain)
  })

  it('gives up a document of which every page does it', () => {
    const plan = new BatchPlan([[1]], 1)
    plan.died(take(plan), crash)
    assert.throws(() => plan.died(take(plan), crash), crash)
  })

  it('gives up a document at the fourth such page, for each costs a process', () => {
    const plan = new BatchPlan([Array.from({ length: 16 }, (_, index) => index + 1)], 16)
    plan.died(take(plan), crash)
    for (let lost = 0; lost < 3; lost++) plan.died(take(plan), crash)
    assert.throws(() => plan.died(take(plan), crash), crash)
  })
})
