import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { AppError } from '../../errors.ts'
import { FilesystemStorage, type FilesystemSettings } from './filesystem-storage.ts'
import type { Pace } from './moving.ts'
import { filesystemRoutes } from './routes.ts'
import { keptSigningSecret } from './signing-secret.ts'

export interface ServedStorage {
  readonly storage: FilesystemStorage
  readonly directory: string
  readonly url: string
  close(): Promise<void>
}

/** A filesystem storage in a new directory, its addresses served on a free port. */
export async function servedStorage(
  settings: Partial<FilesystemSettings> & { readonly pace?: Pace } = {},
): Promise<ServedStorage> {
  const { pace, ...rest } = settings
  const directory = rest.directory ?? (await mkdtemp(join(tmpdir(), 'll-storage-')))
  const app = Fastify()
  app.setErrorHandler((error, _request, reply) => {
    const [status, code] = error instanceof AppError ? [error.status, error.code] : [500, 'internal.bug']
    return reply.code(status).send({ code })
  })
  let url = ''
  const secret = keptSigningSecret(directory)
  const storage = new FilesystemStorage({
    driver: 'filesystem',
    directory,
    secret,
    publicUrl: () => url,
    ...rest,
  })
  await app.register(filesystemRoutes, { storage, ...(pace !== undefined && { pace }) })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    storage,
    directory,
    url,
    async close() {
      await app.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
