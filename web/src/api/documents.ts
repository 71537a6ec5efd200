import type { BoundingBox, Cell, Check, TableArtifact } from '@ledger-lift/extraction/model'
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import type {
  ArtifactList,
  Document,
  DocumentList,
  Event,
  NoteList,
  Page,
  StoredArtifact,
} from '@ledger-lift/server/contract'
import { getAll, getJson, sendJson } from './client.ts'
import { keys } from './queries.ts'

export type { BoundingBox, Cell, Check, TableArtifact }
export type Status = Document['processing_status']

/** Being worked, or about to be: it will change by itself. */
export const isActive = ({ processing_status: status }: Pick<Document, 'processing_status'>): boolean =>
  status === 'UPLOADED' || status === 'PROCESSING' || status === 'RETRYING'

/** Milliseconds between looks at a list where something is being worked, and where nothing is. */
const BUSY_INTERVAL = 2_000
const IDLE_INTERVAL = 15_000
/** Tables of one request; a statement's table takes some 50 kB. */
const TABLES_AT_ONCE = 25

export interface ListFilter {
  readonly q: string
  readonly status: Status | ''
  readonly cursor: string | null
}

export function useDocuments(filter: ListFilter) {
  const query = new URLSearchParams({ limit: '50' })
  if (filter.q !== '') query.set('q', filter.q)
  if (filter.status !== '') query.set('status', filter.status)
  if (filter.cursor !== null) query.set('cursor', filter.cursor)
  return useQuery({
    queryKey: keys.list(filter),
    queryFn: ({ signal }) => getJson<DocumentList>(`/v1/documents?${query}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isActive) ? BUSY_INTERVAL : IDLE_INTERVAL),
  })
}

export const useDocument = (id: string) =>
  useQuery({
    queryKey: keys.document(id),
    queryFn: ({ signal }) => getJson<Document>(`/v1/documents/${id}`, signal),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isActive(state.data) ? BUSY_INTERVAL : false,
  })

export const usePages = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.pages(id),
    queryFn: ({ signal }) => getAll<Page>(`/v1/documents/${id}/pages`, signal),
    enabled,
    staleTime: Infinity,
  })

export const useNotes = (id: string) =>
  useQuery({
    queryKey: keys.notes(id),
    queryFn: async ({ signal }) => (await getJson<NoteList>(`/v1/documents/${id}/notes`, signal)).items,
    staleTime: Infinity,
  })

/** All tables with their cells; the next ones load by themselves while the first can be read. */
export function useTables(id: string, enabled: boolean) {
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage, isPending } = useInfiniteQuery({
    queryKey: keys.tables(id),
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`
      return getJson<ArtifactList>(
        `/v1/documents/${id}/artifacts?type=table&limit=${TABLES_AT_ONCE}${cursor}`,
        signal,
      )
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled,
    staleTime: Infinity,
  })
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && error === null) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, error, fetchNextPage])
  const tables: TableArtifact[] = (data?.pages ?? []).flatMap(({ items }) =>
    items.filter((item) => item.type === 'table'),
  )
  return { tables, error, isPending, isComplete: data !== undefined && !hasNextPage }
}

/** The figures of one page; its tables are among those of `useTables`. */
export const useFigures = (id: string, page: number) =>
  useQuery({
    queryKey: keys.figures(id, page),
    queryFn: ({ signal }) =>
      getAll<StoredArtifact>(`/v1/documents/${id}/artifacts?type=figure&page=${page}`, signal),
    staleTime: Infinity,
  })

export const useEvents = (id: string, enabled: boolean, active: boolean) =>
  useQuery({
    queryKey: keys.events(id),
    queryFn: ({ signal }) => getAll<Event>(`/v1/documents/${id}/events`, signal),
    enabled,
    refetchInterval: active ? BUSY_INTERVAL : false,
  })

export function useReprocess(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (password: string | void) =>
      sendJson<Document>(
        'POST',
        `/v1/documents/${id}/reprocess`,
        password === undefined ? undefined : { password },
      ),
    // A password is not remembered longer than its form.
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.document(id) }),
  })
}

export function useDelete(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson('DELETE', `/v1/documents/${id}`),
    onSuccess: () => {
      // The list that is shown until it is asked for again has it no more.
      queries.setQueriesData<DocumentList>({ queryKey: keys.lists }, (list) => list && without(list, id))
      return queries.invalidateQueries({ queryKey: keys.lists })
    },
  })
}

const without = (list: DocumentList, id: string): DocumentList => ({
  ...list,
  items: list.items.filter((item) => item.id !== id),
})
