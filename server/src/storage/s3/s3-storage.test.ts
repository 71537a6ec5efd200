import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import { S3ClientFactory, type S3Settings } from './s3-client-factory.ts'
import { S3Presigner } from './s3-presigner.ts'
import { S3Storage } from './s3-storage.ts'

const settings = {
  driver: 's3',
  useAws: false,
  bucket: 'firm-documents',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
} as const

describe('s3 storage and its server', () => {
  test('a server that is busy is asked again', async () => {
    let busy = 2
    await withServer(
      (request, response) => {
        response.statusCode = request.url?.endsWith('/a') && busy-- > 0 ? 503 : 200
        answer(response)
      },
      async (storage) => assert.equal((await storage.head('a')).etag, '1'),
    )
  })

  test('no more connections are open at once than the pool has', async () => {
    const sockets = new Set<Socket>()
    await withServer(
      (request, response) => {
        sockets.add(request.socket)
        void sleep(5).then(() => answer(response))
      },
      async (storage) => {
        await Promise.all(Array.from({ length: 30 }, () => storage.head('a')))
        assert.ok(sockets.size <= 3, `${sockets.size} connections`)
      },
      { maxConnections: 3 },
    )
  })

  test('a bucket that is not there is made outside AWS and named on AWS', async () => {
    const made: string[] = []
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      if (request.method === 'PUT') made.push(request.url ?? '')
      response.statusCode = request.method === 'HEAD' && made.length === 0 ? 404 : 200
      answer(response)
    }
    await withServer(
      serve,
      (storage) =>
        assert.rejects(
          storage.head('a'),
          (error) => error instanceof AppError && /firm-documents/.test(error.message),
        ),
      {
        useAws: true,
        region: 'eu-central-1',
        forcePathStyle: true,
      },
    )
    assert.deepEqual(made, [])
    await withServer(serve, (storage) => storage.head('a'))
    assert.deepEqual(made, ['/firm-documents/', '/firm-documents/?cors='])
  })
})

describe('presigned addresses', () => {
  const put = async (changes: Partial<S3Settings>) => {
    const factory = new S3ClientFactory({ ...settings, ...changes })
    const headers = {
      'content-type': 'application/pdf',
      'if-none-match': '*',
      'x-amz-checksum-sha256': 'eA==',
    }
    const presigner = new S3Presigner(factory.createSigningClient(), settings.bucket)
    const { url } = await presigner.put({ key: 't/uploads/1/a.pdf', headers, size: 42 }, 60)
    factory.close()
    return new URL(url)
  }

  test('sign type, exact size, checksum and that nothing is overwritten', async () => {
    const { searchParams } = await put({ endpoint: 'http://storage:9000' })
    const signed = 'content-length;content-type;host;if-none-match;x-amz-checksum-sha256'
    assert.equal(searchParams.get('X-Amz-SignedHeaders'), signed)
    assert.equal(searchParams.get('X-Amz-Expires'), '60')
  })

  test('are for the address at which uploaders reach the server', async () => {
    const url = await put({ endpoint: 'http://storage:9000', publicEndpoint: 'https://files.firm.example' })
    assert.equal(url.origin + url.pathname, 'https://files.firm.example/firm-documents/t/uploads/1/a.pdf')
  })

  test('on AWS are for the bucket’s own host in its region', async () => {
    const url = await put({ useAws: true, region: 'eu-central-1' })
    assert.equal(
      url.origin + url.pathname,
      'https://firm-documents.s3.eu-central-1.amazonaws.com/t/uploads/1/a.pdf',
    )
  })
})

async function withServer(
  serve: (request: IncomingMessage, response: ServerResponse) => void,
  work: (storage: S3Storage) => Promise<unknown>,
  changes: Partial<S3Settings> = {},
): Promise<void> {
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server has no other
  const storage = new S3Storage({ ...settings, endpoint: `http://127.0.0.1:${port}`, ...changes })
  try {
    await work(storage)
  } finally {
    await storage.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

function answer(response: ServerResponse): void {
  const headers = { etag: '"1"', 'content-length': 1, 'last-modified': new Date().toUTCString() }
  response.writeHead(response.statusCode, headers).end(response.req.method === 'HEAD' ? undefined : ' ')
}
