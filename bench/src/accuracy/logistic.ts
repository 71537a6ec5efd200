/** Pulls coefficients towards 0, so that a feature that hardly occurs says little. */
const RIDGE = 2
const ROUNDS = 30

/**
 * Logistic regression by Newton's method: intercept first, then a coefficient a feature. `rows` are features, `right` what
 * came of them.
 */
export function fitLogistic(rows: readonly (readonly number[])[], right: readonly boolean[]): number[] {
  const size = (rows[0]?.length ?? 0) + 1
  const inputs = rows.map((row) => [1, ...row])
  let weights = new Array<number>(size).fill(0)
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : -RIDGE * weight))
    const curvature = weights.map((_, i) =>
      weights.map((_, j): number => (i !== j ? 0 : i === 0 ? 1e-9 : RIDGE)),
    )
    for (const [index, input] of inputs.entries()) {
      const chance = sigmoid(dot(weights, input))
      for (const [i, a] of input.entries()) {
        if (a === 0) continue
        gradient[i] = (gradient[i] ?? 0) + (Number(right[index]) - chance) * a
        const line = curvature[i]
        if (line === undefined) continue
        for (const [j, b] of input.entries()) line[j] = (line[j] ?? 0) + chance * (1 - chance) * a * b
      }
    }
    const step = solve(curvature, gradient)
    weights = weights.map((weight, index) => weight + (step[index] ?? 0))
  }
  return weights
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

/** Gauss's elimination; the matrix is symmetric and positive, so no pivot is 0. */
function solve(matrix: readonly (readonly number[])[], values: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, values[index] ?? 0])
  for (const [index, pivot] of rows.entries()) {
    for (const [other, row] of rows.entries()) {
      if (other === index) continue
      const factor = (row[index] ?? 0) / (pivot[index] ?? 1)
      if (factor !== 0) rows[other] = row.map((value, column) => value - factor * (pivot[column] ?? 0))
    }
  }
  return rows.map((row, index) => (row.at(-1) ?? 0) / (row[index] ?? 1))
}
