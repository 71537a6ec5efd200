import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { probeDatabase } from './check.ts'
import { maySeeFigures } from './figures.ts'
import { scrape, type Scraped } from './scrape.ts'

export interface WorkerEndpoint {
  /** Resolves with the address. */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>
  close(): Promise<void>
}

/** What a worker answers over HTTP: /livez, /readyz and /metrics, and nothing else. */
type Exposed = Scraped & { readonly metricsToken?: string | undefined }

export function createWorkerEndpoint(deps: Exposed): WorkerEndpoint {
  const server = createServer({ requestTimeout: 5_000 }, (request, response) => {
    void answer(deps, request, response).catch(() => response.destroy())
  })
  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once('error', reject).listen({ host, port }, () => {
          server.off('error', reject)
          const address = server.address()
          const shown = host.includes(':') ? `[${host}]` : host
          resolve(`http://${shown}:${typeof address === 'object' && address ? address.port : port}`)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  deps: Exposed,
  { url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (url.split('?', 1)[0]) {
    case '/livez':
      return send(response, 200, { status: 'alive' })
    case '/readyz': {
      const { failure } = await probeDatabase(deps.db)
      if (failure === null) return send(response, 200, { status: 'ready', away: [] })
      return send(response, 503, { status: 'not_ready', away: ['database'] })
    }
    case '/metrics': {
      if (!maySeeFigures(deps.metricsToken, headers.authorization))
        return send(response, 401, { status: 'send Authorization: Bearer with the METRICS_TOKEN' })
      const { type, text } = await scrape(deps)
      response.writeHead(200, { 'content-type': type }).end(text)
      return
    }
    default:
      return send(response, 404, { status: 'there is only /livez, /readyz and /metrics' })
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
