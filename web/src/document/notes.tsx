import { ApiError } from '../api/client.ts'
import { useNotes } from '../api/documents.ts'
import { count } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem.tsx'

/** Notes that stand open; of a file with a thousand missing pages the others are unfolded on demand. */
const SHOWN = 3

/** What is lost or doubtful in the result, before anybody relies on it. */
export function Notes({ id }: { readonly id: string }) {
  const { data: notes = [], error } = useNotes(id)
  // Who may not see what is in a document is told so where its tables would be.
  if (error instanceof ApiError && error.status === 403) return null
  if (error !== null) return <ProblemNotice error={error} />
  if (notes.length === 0) return null
  const [shown, rest] = [notes.slice(0, SHOWN), notes.slice(SHOWN)]
  return (
    <section className="notes" aria-label="Notes on the result">
      <List notes={shown} />
      {rest.length > 0 && (
        <details>
          <summary>{count(rest.length, 'more note')}</summary>
          <List notes={rest} />
        </details>
      )}
    </section>
  )
}

const List = ({ notes }: { readonly notes: readonly { readonly message: string }[] }) => (
  <ul>
    {notes.map(({ message }, index) => (
      <li key={index}>{message}</li>
    ))}
  </ul>
)
