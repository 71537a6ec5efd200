import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Session } from '@ledger-lift/server/contract'
import { ApiError, getJson, onSignedOut, sendJson } from '../api/client.ts'

const KEY = ['session'] as const

/** The secret of a one-time link, which is in the address once and in no history afterwards. */
function linkSecret(): string | undefined {
  const secret = /^#sign-in=(\w+)$/u.exec(location.hash)?.[1]
  if (secret !== undefined) history.replaceState(null, '', location.pathname)
  return secret
}

async function currentSession(signal: AbortSignal): Promise<Session | null> {
  const credential = linkSecret()
  if (credential !== undefined) return await sendJson<Session>('POST', '/v1/session', { credential })
  try {
    return await getJson<Session>('/v1/session', signal)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

/** Who is signed in; null when nobody is. */
export function useSession() {
  const queries = useQueryClient()
  // A sign-in can end while the page is open: then the next answer says so.
  useEffect(() => onSignedOut(() => queries.setQueryData(KEY, null)), [queries])
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => currentSession(signal),
    staleTime: Infinity,
  })
}

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (credential: string) => sendJson<Session>('POST', '/v1/session', { credential }),
    onSuccess: (session) => queries.setQueryData(KEY, session),
  })
}

/** Whatever was shown is forgotten, too. */
export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson('DELETE', '/v1/session'),
    onSuccess: () => {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] })
      queries.setQueryData(KEY, null)
    },
  })
}
