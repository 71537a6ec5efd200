import { AppError } from '../errors.ts'
import { during } from './work-context.ts'

/**
 * Work followed over processes: a trace is one request with all that it starts, a span is one step of it. Attributes are
 * names, counts and ids; nothing that a document says and no message of an error, which may quote one.
 */
export interface Tracing {
  start(span: NewSpan): OpenSpan
  /** Sends what is not sent yet. */
  stop(): Promise<void>
}

export interface NewSpan {
  readonly name: string
  /** `internal` unless given. */
  readonly kind?: SpanKind
  readonly attributes?: Attributes
  /** A traceparent. Without it the span is one of the present work, else it begins a trace. */
  readonly parent?: string | undefined
  /** Milliseconds since 1970; now unless given. */
  readonly from?: number
}

export interface OpenSpan {
  /** What spans within this one have for their parent, in whatever process. */
  readonly traceparent: string
  set(attributes: Attributes): void
  /** `failure`: a code. `at`: milliseconds since 1970. */
  end(failure?: string, at?: number): void
}

export type SpanKind = 'server' | 'producer' | 'consumer' | 'internal'
export type Attributes = Readonly<Record<string, string | number | boolean>>

/** `work` within a span; without `tracing` just the work. */
export async function traced<T>(
  tracing: Tracing | undefined,
  span: NewSpan,
  work: (span?: OpenSpan) => Promise<T>,
): Promise<T> {
  if (tracing === undefined) return await work()
  const open = tracing.start(span)
  try {
    const result = await during({ traceparent: open.traceparent }, () => work(open))
    open.end()
    return result
  } catch (error) {
    open.end(failureOf(error))
    throw error
  }
}

const failureOf = (error: unknown): string =>
  error instanceof AppError ? error.code : error instanceof Error ? error.name : 'unknown'
