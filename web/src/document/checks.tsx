import type { Check, TableArtifact } from '../api/documents.ts'
import { Icon } from '../ui/icon.tsx'
import { grouped } from '../ui/format.ts'
import { cellAt } from './selection.ts'

const KINDS: Readonly<Record<Check['kind'], string>> = {
  column_sum: 'column re-added',
  row_sum: 'row re-added',
  running_balance: 'balance followed',
}
/** Those that are off come first; of the many that tie, the first few stand for all. */
const SHOWN = 8

interface ChecksProps {
  readonly table: TableArtifact
  readonly onChoose: (check: Check) => void
}

export function Checks({ table, onChoose }: ChecksProps) {
  const { checks } = table.table
  if (checks.length === 0) return null
  const off = checks.filter(({ verdict }) => verdict === 'off')
  const shown = [...off, ...checks.filter(({ verdict }) => verdict !== 'off')].slice(
    0,
    Math.max(SHOWN, off.length),
  )
  return (
    <section className="checks" aria-label="Checks">
      <h3>{heading(checks)}</h3>
      <ul>
        {shown.map((check) => (
          <li key={`${check.kind} ${check.total.row} ${check.total.column}`}>
            <button
              type="button"
              className="check"
              data-verdict={check.verdict}
              onClick={() => onChoose(check)}
            >
              <span className="check-name">
                {labelOf(table, check)} <span className="muted">{KINDS[check.kind]}</span>
              </span>
              <span className="number">{grouped(check.printed)}</span>
              <span className="verdict">
                {check.verdict !== 'untestable' && <Icon name={check.verdict === 'off' ? 'cross' : 'tick'} />}{' '}
                {verdictText(check)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {checks.length > shown.length && (
        <p className="muted">and {checks.length - shown.length} more that are not off</p>
      )}
    </section>
  )
}

function heading(checks: readonly Check[]): string {
  const count = (wanted: Check['verdict']) => checks.filter(({ verdict }) => verdict === wanted).length
  const [off, untestable] = [count('off'), count('untestable')]
  if (off > 0) return `${off} of ${checks.length} checks are off`
  if (untestable === 0) return `All ${checks.length} checks hold`
  return `${checks.length - untestable} checks hold, ${untestable} cannot be tested`
}

function labelOf(table: TableArtifact, { total }: Check): string {
  const label = table.table.cells.find(
    ({ role, row, text }) => role === 'label' && row === total.row && text !== '',
  )
  return label?.text ?? cellAt(table, total)?.text ?? ''
}

function verdictText({ verdict, difference }: Check): string {
  switch (verdict) {
    case 'ties':
      return 'ties'
    case 'rounding':
      return `within rounding (${grouped(difference)})`
    case 'off':
      return `off by ${grouped(difference)}`
    case 'untestable':
      return 'not testable'
  }
}
