import { createServer } from 'node:http'
import { once } from 'node:events'

export interface Canary extends AsyncDisposable {
  readonly address: string
  /** Connections that were made to it: there must be none. */
  readonly connections: number
}

/** A server on the loopback interface that nothing should ever ask. */
export async function startCanary(): Promise<Canary> {
  let connections = 0
  const server = createServer((_request, response) => response.end())
  server.on('connection', () => (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  const port = at !== null && typeof at === 'object' ? at.port : 0
  return {
    address: `http://127.0.0.1:${port}`,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
