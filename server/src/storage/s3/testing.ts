import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Subject } from '../contract/suite.ts'
import type { S3ClientFactory, S3Settings } from './s3-client-factory.ts'
import { S3Storage } from './s3-storage.ts'

/** A storage over the server at hand, one over a server that never answers, one over a server that talks nonsense. */
export async function s3Subject(
  settings: S3Settings,
  factory: S3ClientFactory,
  closeServer: () => Promise<void>,
): Promise<Subject> {
  const silent = await listen(() => {})
  const babbling = await listen((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n<nonsense'),
  )
  const impatient = { ...settings, timeout: 300, maxAttempts: 2 }
  const storage = new S3Storage(settings, factory)
  const slow = new S3Storage({ ...impatient, endpoint: silent.url })
  const broken = new S3Storage({ ...impatient, endpoint: babbling.url })
  return {
    storage,
    slow,
    broken,
    async close() {
      await Promise.all([storage, slow, broken].map((each) => each.close()))
      await Promise.all([silent.close(), babbling.close(), closeServer()])
    },
  }
}

async function listen(onSocket: (socket: Socket) => void): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('data', () => onSocket(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server has no other
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
