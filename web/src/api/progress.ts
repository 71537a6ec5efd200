import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { Document, DocumentList, ProgressEvent, StatusEvent } from '@ledger-lift/server/contract'
import { keys } from './queries.ts'

const isVisible = () => document.visibilityState === 'visible'

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

/**
 * Follows a document by server-sent events while it is being worked, and writes what comes into every query that holds it.
 * Only in a visible tab: a browser opens six connections to a server in all, and a stream holds one.
 */
export function useProgress(id: string, active: boolean): void {
  const queries = useQueryClient()
  const visible = useSyncExternalStore(onVisibility, isVisible)
  useEffect(() => (active && visible ? follow(id, queries) : undefined), [id, active, visible, queries])
}

function follow(id: string, queries: QueryClient): () => void {
  const source = new EventSource(`/v1/documents/${id}/progress`)
  source.addEventListener('status', ({ data }) => {
    const status: StatusEvent = JSON.parse(data)
    patch(queries, id, status)
  })
  source.addEventListener('progress', ({ data }) => {
    const progress: ProgressEvent = JSON.parse(data)
    patch(queries, id, { progress })
  })
  source.addEventListener('end', () => {
    source.close()
    void queries.invalidateQueries({ queryKey: keys.document(id) })
    void queries.invalidateQueries({ queryKey: keys.lists })
  })
  return () => source.close()
}

function patch(queries: QueryClient, id: string, change: Partial<Document>): void {
  queries.setQueryData<Document>(keys.document(id), (known) => known && { ...known, ...change })
  queries.setQueriesData<DocumentList>(
    { queryKey: keys.lists },
    (list) =>
      list && { ...list, items: list.items.map((item) => (item.id === id ? { ...item, ...change } : item)) },
  )
}
