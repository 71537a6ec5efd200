import { AsyncLocalStorage } from 'node:async_hooks'
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Log } from './log.ts'
import { scrub } from './scrub.ts'
import { readTraceParent, writeTraceParent } from './trace-parent.ts'
import type { Attributes, NewSpan, OpenSpan, Tracing } from './tracing.ts'
import { workContext } from './work-context.ts'

export interface OtlpSettings {
  /** Of a collector; traces go to /v1/traces under it. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  /** Of the traces that begin here; one that a caller began is sent if its caller sends it. */
  readonly share: number
  readonly version: string
  readonly log: Log
}

/** Milliseconds. Also what a collector that is away delays the end of the program by. */
const SEND_WITHIN = 3_000
/** Spans that wait for a collector; later ones are dropped. */
const LARGEST_QUEUE = 8_192

/** Spans go to an OpenTelemetry collector, in batches and beside the work. This file alone loads its library, which takes .16 s. */
export function openOtlp({ endpoint, headers, share, version, log }: OtlpSettings): Tracing {
  // Batches are sent in the context of whichever request came first; the line is not about that one.
  const outside = AsyncLocalStorage.snapshot()
  const error = (text: string) =>
    outside(() => log.warn({ endpoint, why: reasonIn(text) }, 'traces could not be sent'))
  diag.setLogger({ ...SILENT, error }, DiagLogLevel.ERROR)
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: SEND_WITHIN,
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'ledger-lift', 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, maxQueueSize: LARGEST_QUEUE, exportTimeoutMillis: SEND_WITHIN }),
    ],
  })
  const tracer = provider.getTracer('ledger-lift', version)
  return {
    start: ({ name, kind = 'internal', attributes = {}, parent, from }: NewSpan) =>
      opened(
        tracer.startSpan(
          name,
          { kind: KINDS[kind], attributes: scrubbed(attributes), ...(from && { startTime: from }) },
          within(parent ?? workContext().traceparent),
        ),
      ),
    stop: async () => {
      await provider.shutdown()
      diag.disable()
    },
  }
}

const SILENT = { error() {}, warn() {}, info() {}, debug() {}, verbose() {} }

/** The library tells an error as JSON with its stack. */
const reasonIn = (text: string) => /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text.slice(0, 200)

const KINDS = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const

function within(parent: string | undefined) {
  const read = parent === undefined ? null : readTraceParent(parent)
  if (read === null) return ROOT_CONTEXT
  const { traceId, spanId, sampled } = read
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true })
}

function opened(span: Span): OpenSpan {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return {
    traceparent: writeTraceParent({ traceId, spanId, sampled: (traceFlags & 1) === 1 }),
    set: (attributes) => void span.setAttributes(scrubbed(attributes)),
    end(failure, at) {
      if (failure !== undefined)
        span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', failure)
      span.end(at)
    },
  }
}

/** A caller may put a secret where it does not belong, such as into its request id. */
const scrubbed = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? scrub(value) : value,
    ]),
  )
