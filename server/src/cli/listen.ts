import { AppError } from '../errors.ts'
import type { Config } from '../config.ts'

interface Listener {
  listen(at: { port: number; host: string }): Promise<string>
}

/** The address to open in a browser on this machine. Rejects with one line for each way a port cannot be had. */
export async function listenAt(
  server: Listener,
  { host, port }: Pick<Config, 'host' | 'port'>,
  setting: 'PORT' | 'WORKER_PORT' = 'PORT',
): Promise<string> {
  try {
    const address = new URL(await server.listen({ host, port }))
    if (address.hostname === '0.0.0.0' || address.hostname === '[::]') address.hostname = 'localhost'
    return address.origin
  } catch (error) {
    throw refusal(error, host, port, setting)
  }
}

function refusal(error: unknown, host: string, port: number, setting: string): unknown {
  const example = setting === 'PORT' ? `PORT=${port + 1} npm start` : `${setting}=${port + 1}`
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const detail = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop that one, or choose another port: ${example}.`,
    EACCES: `This user may not listen on port ${port}. Choose one from 1024 on, such as ${setting}=8000.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to one of its own, such as 127.0.0.1 or 0.0.0.0.`,
    ENOTFOUND: `HOST is ${JSON.stringify(host)}, which is no address of this machine. Use 127.0.0.1 or 0.0.0.0.`,
  }[String(code)]
  return detail ? new AppError('start.port_taken', detail, { cause: error, context: { host, port } }) : error
}
