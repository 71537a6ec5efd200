import { boxBetween, rounded, roundedBox } from '../geometry/box.ts'
import { type Matrix, mapX, mapY } from '../geometry/matrix.ts'
import { unionAll } from '../geometry/box.ts'
import type { Artifact, BoundingBox } from '../model.ts'
import type { PageFindings } from '../pipeline.ts'

/** The artifacts where they stand on their pages: those of scans that were made upright go back to how they lay. */
export function placed(artifacts: readonly Artifact[], findings: readonly PageFindings[]): Artifact[] {
  const pages = new Map(
    findings.flatMap((page) => (page.toPage ? [[page.number, page.toPage] as const] : [])),
  )
  if (pages.size === 0) return [...artifacts]
  const move = (page: number, box: BoundingBox): BoundingBox => {
    const toPage = pages.get(page)
    return toPage === undefined ? box : moved(box, toPage)
  }
  return artifacts.map((artifact) => {
    const bbox = move(artifact.page, artifact.bbox)
    if (artifact.type !== 'table') return { ...artifact, bbox }
    const { units, cells } = artifact.table
    const evidence = units?.evidence
    return {
      ...artifact,
      bbox,
      segments: artifact.segments.map((segment) => ({ ...segment, bbox: move(segment.page, segment.bbox) })),
      table: {
        ...artifact.table,
        ...(units && evidence
          ? { units: { ...units, evidence: { ...evidence, bbox: move(evidence.page, evidence.bbox) } } }
          : {}),
        cells: cells.map((cell) => ({ ...cell, bbox: move(cell.page, cell.bbox) })),
      },
    }
  })
}

/** The upright box around the moved one. */
export function moved({ x, y, width, height }: BoundingBox, by: Matrix): BoundingBox {
  const corners = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ] as const
  const points = corners.map(([a, b]) =>
    boxBetween(mapX(by, a, b), mapY(by, a, b), mapX(by, a, b), mapY(by, a, b)),
  )
  return roundedBox(unionAll(points) ?? { x: rounded(x), y: rounded(y), width, height })
}
