import type { ReactNode } from 'react'
import { ApiError } from '../api/client.ts'

/** An error as the API says it: what is wrong and what to do, with the code to search for. */
export function ProblemNotice({
  error,
  children,
}: {
  readonly error: unknown
  readonly children?: ReactNode
}) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <div className="problem" role="alert">
      <p>{known?.message ?? 'Something went wrong in this page. Load it again.'}</p>
      {known && (
        <p className="muted">
          <code>{known.code}</code>
          {known.requestId && (
            <>
              {' '}
              request <code>{known.requestId}</code>
            </>
          )}
        </p>
      )}
      {children && <div className="actions">{children}</div>}
    </div>
  )
}
