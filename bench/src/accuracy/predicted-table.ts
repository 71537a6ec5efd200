import type {
  BoundingBox,
  Cell,
  ExtractionResult,
  TableArtifact,
  Value,
} from '../../../extraction/src/model.ts'

/** Left, top, right, bottom in points: how the truth files write a box. */
export type Edges = readonly [number, number, number, number]

/** A table as the scorers see it, be it truth or prediction. It stands on one page. */
export interface ScoredTable {
  readonly page: number
  readonly bbox?: Edges | null
  readonly cells: readonly ScoredCell[]
}

export interface ScoredCell {
  readonly row: number
  readonly col: number
  readonly rowspan?: number
  readonly colspan?: number
  readonly text: string
  readonly bbox?: Edges | null
  readonly value?: Value | null
  /** In truths: the amount meant, a decimal string. */
  readonly amount?: string
}

export function tableArtifacts(result: Pick<ExtractionResult, 'artifacts'>): TableArtifact[] {
  return result.artifacts.filter((artifact) => artifact.type === 'table')
}

/** The tables of a result; one that goes on over pages is cut into its segments, for truth files stop at the page. */
export function scoredTables(result: Pick<ExtractionResult, 'artifacts'>): ScoredTable[] {
  return tableArtifacts(result).flatMap(cutIntoSegments)
}

/** The tables of a result as they are, over all their pages. */
export function wholeTables(result: Pick<ExtractionResult, 'artifacts'>): ScoredTable[] {
  return tableArtifacts(result).map(({ page, table }) => ({ page, cells: scoredCells(table.cells, 0) }))
}

function cutIntoSegments(artifact: TableArtifact): ScoredTable[] {
  return artifact.segments.map((segment) => ({
    page: segment.page,
    bbox: edges(segment.bbox),
    cells: scoredCells(
      artifact.table.cells.filter(
        (cell) => cell.page === segment.page && cell.row >= segment.first_row && cell.row <= segment.last_row,
      ),
      segment.first_row,
    ),
  }))
}

/** Cells with rows counted from `firstRow`. */
export function scoredCells(cells: readonly Cell[], firstRow: number): ScoredCell[] {
  return cells.map((cell) => scoredCell(cell, firstRow))
}

function scoredCell(cell: TableArtifact['table']['cells'][number], firstRow: number): ScoredCell {
  return {
    row: cell.row - firstRow,
    col: cell.column,
    rowspan: cell.row_span,
    colspan: cell.column_span,
    text: cell.text,
    bbox: edges(cell.bbox),
    value: cell.value,
  }
}

function edges({ x, y, width, height }: BoundingBox): Edges {
  return [x, y, x + width, y + height]
}
