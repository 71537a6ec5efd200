import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * On whose behalf the present work is done. Every log line written meanwhile carries it, and so does every job that is
 * queued, so that a request is followed from the API through the queue to the worker.
 */
export interface WorkContext {
  readonly request_id?: string
  /** The actor whose request it was. */
  readonly user_id?: string
  readonly document_id?: string
  /** The span that the work is part of, while traces are sent. */
  readonly traceparent?: string
}

/** What a job takes along of the work that queued it. */
export type JobOrigin = Omit<WorkContext, 'document_id'>

const NOTHING: WorkContext = {}
const contexts = new AsyncLocalStorage<WorkContext>()

export const workContext = (): WorkContext => contexts.getStore() ?? NOTHING

/** `work`, and all that it starts, within the context of now and this. */
export const during = <T>(context: WorkContext, work: () => T): T =>
  contexts.run({ ...workContext(), ...context }, work)

/** Undefined for work that nobody asked for, such as a chore. */
export function jobOrigin(): JobOrigin | undefined {
  const { document_id: _, ...origin } = workContext()
  return Object.keys(origin).length === 0 ? undefined : origin
}
