import { useEffect, useState } from 'react'
import type { ListFilter, Status } from '../api/documents.ts'
import { STATUS_WORDS } from './status.tsx'

interface ListControlsProps {
  readonly filter: ListFilter
  readonly onChange: (filter: ListFilter) => void
}

/** Milliseconds after the last key before the server is asked. */
const TYPING_PAUSE = 250
const STATUSES: readonly Status[] = ['UPLOADED', 'PROCESSING', 'RETRYING', 'COMPLETED', 'FAILED']

export function ListControls({ filter, onChange }: ListControlsProps) {
  const [typed, setTyped] = useState(filter.q)
  useEffect(() => {
    if (typed === filter.q) return
    const timer = setTimeout(() => onChange({ ...filter, q: typed, cursor: null }), TYPING_PAUSE)
    return () => clearTimeout(timer)
  }, [typed, filter, onChange])
  return (
    <div className="list-controls" role="search">
      <input
        type="search"
        placeholder="Find by name"
        aria-label="Find documents by name"
        maxLength={255}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <select
        aria-label="Status"
        value={filter.status}
        onChange={({ currentTarget }) => {
          const status = STATUSES.find((known) => known === currentTarget.value) ?? ''
          onChange({ ...filter, status, cursor: null })
        }}
      >
        <option value="">Any status</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {STATUS_WORDS[status]}
          </option>
        ))}
      </select>
    </div>
  )
}
