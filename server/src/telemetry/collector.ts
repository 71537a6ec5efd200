import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  /** As OTLP numbers them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
  readonly status: { readonly code?: number }
}

interface Request {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: ReceivedSpan[] }[] }[]
}

/** Takes traces by OTLP over HTTP, in JSON; for tests. */
export interface Collector extends AsyncDisposable {
  readonly url: string
  /** Everything that was sent, heads and bodies. */
  readonly text: string
  readonly spans: readonly ReceivedSpan[]
}

export async function startCollector(): Promise<Collector> {
  const received: string[] = []
  const spans: ReceivedSpan[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(JSON.stringify(request.headers), body)
      const { resourceSpans }: Request = JSON.parse(body)
      if (request.url === '/v1/traces')
        spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    get text() {
      return received.join('\n')
    },
    spans,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
