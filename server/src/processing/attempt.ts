import type { DocumentRow, RunRef } from '../documents/document-service.ts'
import type { TenantId } from '../ids.ts'
import { keys } from '../storage/keys.ts'

/** One attempt at a document: the lease it writes under, and when to give up. */
export interface Attempt extends RunRef {
  readonly tenant: TenantId
  readonly row: DocumentRow
  readonly fingerprint: string
  /** Aborted with the reason: processing.lease_lost, server.stopping or processing.timed_out. */
  readonly signal: AbortSignal
}

export const runKeys = ({ tenant, document, run, fingerprint }: Attempt) => ({
  all: keys.run(tenant, document, run),
  result: keys.result(tenant, document, run),
  preview: (page: number) => keys.preview(tenant, document, run, page),
  batch: (pages: readonly number[]) =>
    keys.batch(tenant, document, fingerprint, pages[0] ?? 0, pages.at(-1) ?? 0),
  layout: keys.layout(tenant, document, fingerprint, run),
  work: keys.work(tenant, document),
})
