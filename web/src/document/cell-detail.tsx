import type { Page } from '../../../server/src/contract.ts'
import type { Cell, TableArtifact } from '../api/documents.ts'
import { percent } from '../ui/format.ts'

interface CellDetailProps {
  readonly table: TableArtifact
  readonly cell: Cell
  readonly page: Page
}

/** Points around a cell that show what stands beside it. */
const CROP = { across: 90, down: 14 }

/** Where a number comes from: the piece of the page that it was read from, and what it was read as. */
export function CellDetail({ table, cell, page }: CellDetailProps) {
  const { x, y, width, height } = cell.bbox
  const box = [x, y, width, height].map((length) => length.toFixed(1)).join(', ')
  const crop = [x - CROP.across, y - CROP.down, width + 2 * CROP.across, height + 2 * CROP.down]
  return (
    <aside className="cell-detail" aria-label="Source of the cell" aria-live="polite">
      {page.preview_url !== null && (
        <svg viewBox={crop.join(' ')} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
          <rect className="paper" width={page.width} height={page.height} />
          <image href={page.preview_url} width={page.width} height={page.height} />
          <rect
            className="box cell-chosen"
            x={x - 1.5}
            y={y - 1.5}
            width={width + 3}
            height={height + 3}
            rx={1.5}
          />
        </svg>
      )}
      <dl>
        <div>
          <dt>Printed</dt>
          <dd>{cell.text || 'nothing'}</dd>
        </div>
        <div>
          <dt>Value</dt>
          <dd>{valueText(cell, table)}</dd>
        </div>
        <div>
          <dt>Confidence</dt>
          <dd>{percent(cell.confidence)}</dd>
        </div>
        <div>
          <dt>Page {cell.page}</dt>
          <dd title="x, y, width, height in points from the top-left corner">{box}</dd>
        </div>
      </dl>
    </aside>
  )
}

function valueText({ value }: Cell, { table }: TableArtifact): string {
  switch (value?.kind) {
    case 'number': {
      const scale = table.units?.scale
      return [
        value.amount,
        value.currency,
        scale !== undefined && scale !== 1 && `× ${scale.toLocaleString('en')}`,
      ]
        .filter(Boolean)
        .join(' ')
    }
    case 'percent':
      return `${value.amount} %`
    case 'date':
      return value.date
    case 'nil':
      return '0 (a printed dash)'
    case 'missing':
      return 'printed as having no value'
    case undefined:
      return 'text'
  }
}
