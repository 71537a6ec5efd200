import { useQuery } from '@tanstack/react-query'
import { ApiError, request, UNREACHABLE } from '../api/client.ts'

const QUIET_INTERVAL = 10_000
const AWAY_INTERVAL = 3_000

/** One line above everything while the server, its database or its store is away. */
export function ServerNotice() {
  const { error } = useQuery({
    queryKey: ['readyz'],
    queryFn: ({ signal }) => request('/readyz', { signal }).then(() => true),
    retry: false,
    refetchInterval: ({ state }) => (state.error === null ? QUIET_INTERVAL : AWAY_INTERVAL),
  })
  if (error === null) return null
  const away = error instanceof ApiError && error.status === 503
  return (
    <p className="server-notice" role="status">
      {away
        ? 'The database or the storage is away. This page goes on by itself when it is back.'
        : UNREACHABLE}
    </p>
  )
}
