import type { Page } from '@ledger-lift/server/contract'
import type { Cell } from '../api/documents.ts'
import { percent } from '../ui/format.ts'
import { hasSize } from './has-size.ts'

interface CellDetailProps {
  readonly cell: Cell | undefined
  readonly page: Page | undefined
}

/** Points around a cell that show what stands beside it. */
const CROP = { across: 90, down: 14 }

/** Where a number comes from: the piece of the page that it was read from, and what it was read as. */
export function CellDetail({ cell, page }: CellDetailProps) {
  return (
    <aside
      className="cell-detail"
      data-empty={cell === undefined}
      aria-label="Source of the cell"
      aria-live="polite"
    >
      {cell === undefined || page === undefined ? (
        <p className="muted">Choose a cell, here or on the page, to see where it comes from.</p>
      ) : (
        <>
          <Crop cell={cell} page={page} />
          <CellFacts cell={cell} />
        </>
      )}
    </aside>
  )
}

function Crop({ cell, page }: { readonly cell: Cell; readonly page: Page }) {
  const { x, y, width, height } = cell.bbox
  const crop = [x - CROP.across, y - CROP.down, width + 2 * CROP.across, height + 2 * CROP.down]
  if (page.preview_url === null || !hasSize(cell.bbox)) return null
  return (
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
  )
}

function CellFacts({ cell }: { readonly cell: Cell }) {
  const { x, y, width, height } = cell.bbox
  const facts: readonly (readonly [string, string])[] = [
    ['Printed', cell.text || 'nothing'],
    ...(cell.marks === undefined ? [] : [['Footnote', cell.marks.join(', ')] as const]),
    ['Value', valueText(cell)],
    ['Confidence', percent(cell.confidence)],
    hasSize(cell.bbox)
      ? [`Box on page ${cell.page}`, [x, y, width, height].map((length) => length.toFixed(1)).join(', ')]
      : ['Place', 'not known'],
  ]
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const UNITS = { percent: '%', basis_points: 'bp' } as const

function valueText({ value }: Cell): string {
  switch (value?.kind) {
    case 'number':
      if (value.unit !== undefined) return `${value.amount} ${UNITS[value.unit]}`
      return [value.amount, value.currency, value.scaled === false ? '(an amount per share)' : undefined]
        .filter(Boolean)
        .join(' ')
    case 'date':
      return [value.date, value.period].filter(Boolean).join(', ')
    case 'nil':
      return '0 (a printed dash)'
    case 'missing':
      return 'printed as having no value'
    case undefined:
      return 'text'
  }
}
