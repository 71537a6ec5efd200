import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './client.ts'

const MAX_RETRIES = 3

/** Reads are tried again only when the reason passes; the sentence of a refusal is shown at once. */
export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => error instanceof ApiError && error.isPassing && failures < MAX_RETRIES,
        staleTime: 2_000,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })

export const keys = {
  lists: ['documents'] as const,
  list: (filter: object) => ['documents', filter] as const,
  document: (id: string) => ['document', id] as const,
  pages: (id: string) => ['document', id, 'pages'] as const,
  notes: (id: string) => ['document', id, 'notes'] as const,
  tables: (id: string) => ['document', id, 'tables'] as const,
  figures: (id: string, page: number) => ['document', id, 'figures', page] as const,
  events: (id: string) => ['document', id, 'events'] as const,
}
