import type { KeptWork } from './kept-work.ts'
import type { Layouter } from './layout/soffice.ts'

/** Lays a document out once for all attempts: another layout may break its pages elsewhere, and costs the most. */
export const keepingLayouter = (layouter: Layouter, kept: KeptWork): Layouter => ({
  async layOut(path, signal) {
    const before = await kept.takeLayout()
    if (before !== null) return before
    const layout = await layouter.layOut(path, signal)
    if (layout !== null) kept.laidOut(layout)
    return layout
  },
})
