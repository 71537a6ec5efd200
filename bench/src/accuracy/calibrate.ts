import { FEATURES, cellFeatures, type Features } from '../../../extraction/src/confidence/features.ts'
import type { Cell } from '../../../extraction/src/model.ts'
import type { JudgedCell } from './cell-judgement.ts'
import { fitLogistic } from './logistic.ts'

/** The coefficients that the judged cells ask for, as `extraction/src/confidence` holds them. */
export function calibrationLines(judged: readonly JudgedCell[]): string[] {
  const rows = judged.map(({ cell, table }) => {
    const own = featuresOf(table).get(cell)
    return FEATURES.map((name) => own?.[name] ?? 0)
  })
  const [intercept = 0, ...weights] = fitLogistic(
    rows,
    judged.map(({ right }) => right),
  )
  const wrong = judged.filter(({ right }) => !right).length
  return [
    `fitted on ${judged.length} cells, ${wrong} of them wrong`,
    `  intercept: ${intercept.toFixed(2)},`,
    ...FEATURES.map((name, index) => `  ${name}: ${(weights[index] ?? 0).toFixed(2)},`),
  ]
}

const known = new WeakMap<JudgedCell['table'], Map<Cell, Features>>()

function featuresOf(artifact: JudgedCell['table']): Map<Cell, Features> {
  const features = known.get(artifact)
  if (features !== undefined) return features
  const computed = cellFeatures(artifact.table, artifact.engine)
  const made = new Map(
    artifact.table.cells.flatMap((cell, index): [Cell, Features][] => {
      const own = computed[index]
      return own === undefined ? [] : [[cell, own]]
    }),
  )
  known.set(artifact, made)
  return made
}
