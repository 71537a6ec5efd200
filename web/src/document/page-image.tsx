import { useState } from 'react'
import type { Page, StoredArtifact } from '@ledger-lift/server/contract'
import type { BoundingBox, Cell, TableArtifact } from '../api/documents.ts'
import { hasSize } from './has-size.ts'
import { addendsOf } from './selection.ts'

interface PageImageProps {
  readonly page: Page
  readonly address: string | null
  readonly figures: readonly StoredArtifact[]
  readonly tables: readonly TableArtifact[]
  readonly table: TableArtifact | undefined
  readonly cell: Cell | undefined
  readonly onTable: (tableId: string) => void
  readonly onCell: (table: TableArtifact, cell: Cell) => void
}

/** Points around a box so that it does not cut through the letters. */
const MARGIN = 1.5

/**
 * The page and the boxes in one coordinate system: points. A pointer's way to choose; the grid is the keyboard's,
 * so the boxes are not read out.
 */
export function PageImage({ page, address, figures, tables, table, cell, onTable, onCell }: PageImageProps) {
  const [failed, setFailed] = useState(false)
  const cells = table?.table.cells.filter((known) => known.page === page.number && known.text !== '') ?? []
  if (address === null && !tables.some((known) => boxesOn(known, page.number).some(hasSize)))
    return <p className="note">{NO_IMAGE}</p>
  return (
    <div className="page-sheet">
      <svg
        viewBox={`0 0 ${page.width} ${page.height}`}
        role="img"
        aria-label={`Page ${page.number}: ${tables.length} tables, ${figures.length} figures`}
      >
        <rect className="paper" width={page.width} height={page.height} />
        {address !== null && (
          <image
            href={address}
            width={page.width}
            height={page.height}
            onError={() => setFailed(true)}
            onLoad={() => setFailed(false)}
          />
        )}
        {figures.map(({ id, bbox }) => (
          <Box key={id} bbox={bbox} kind="figure" />
        ))}
        {tables.map((known) =>
          boxesOn(known, page.number).map((bbox, index) => (
            <Box
              key={`${known.id} ${index}`}
              bbox={bbox}
              kind={known.id === table?.id ? 'table-open' : 'table'}
              onChoose={() => onTable(known.id)}
            />
          )),
        )}
        {table !== undefined &&
          cells.map((known) => (
            <Box
              key={`${known.row} ${known.column}`}
              bbox={known.bbox}
              kind="cell"
              onChoose={() => onCell(table, known)}
            />
          ))}
        {table !== undefined &&
          cell !== undefined &&
          addendsOf(table, cell)
            .filter((addend) => addend.page === page.number)
            .map(({ row, column, bbox }) => (
              <Box key={`${row} ${column} addend`} bbox={bbox} kind="addend" />
            ))}
        {cell !== undefined && cell.page === page.number && <Box bbox={cell.bbox} kind="cell-chosen" />}
      </svg>
      {(address === null || failed) && <p className="page-missing">{NO_IMAGE}</p>}
    </div>
  )
}

const NO_IMAGE =
  'There is no image of this page. A Word document has images where LibreOffice is on the server; any other has one once it is processed again.'

/** A table that goes on over pages has one box on each. */
const boxesOn = (table: TableArtifact, page: number): BoundingBox[] => {
  const segments = table.segments.filter((segment) => segment.page === page).map(({ bbox }) => bbox)
  return segments.length > 0 ? segments : table.page === page ? [table.bbox] : []
}

interface BoxProps {
  readonly bbox: BoundingBox
  readonly kind: 'figure' | 'table' | 'table-open' | 'cell' | 'addend' | 'cell-chosen'
  readonly onChoose?: () => void
}

const Box = ({ bbox, bbox: { x, y, width, height }, kind, onChoose }: BoxProps) =>
  hasSize(bbox) && (
    <rect
      className={`box ${kind}`}
      x={x - MARGIN}
      y={y - MARGIN}
      width={width + 2 * MARGIN}
      height={height + 2 * MARGIN}
      rx={1.5}
      onClick={onChoose}
    />
  )
