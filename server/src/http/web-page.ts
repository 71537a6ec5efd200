import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fastifyStatic from '@fastify/static'
import { AppError } from '../errors.ts'
import type { Api } from './api.ts'

const NOT_BUILT = `<!doctype html>
<html lang="en"><title>Ledger Lift</title>
<h1>Ledger Lift is running</h1>
<p>The web page has not been built; <code>npm run build -w web</code> builds it. The API works: see <a href="/docs">its documentation</a>.</p>
`

/**
 * The built page. Gives the answer for addresses that no route took: the page's own addresses (`/documents/…`)
 * get the page, anything else a 404.
 */
export async function servePage(app: Api, root: string) {
  const built = existsSync(join(root, 'index.html'))
  if (built)
    await app.register(fastifyStatic, {
      root,
      index: false,
      wildcard: false,
      globIgnore: ['index.html'],
      // Vite names these files by their content.
      setHeaders: (reply, path) =>
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    })
  const page = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(built ? await readFile(join(root, 'index.html')) : NOT_BUILT)

  app.get('/', { schema: { hide: true } }, page)
  return (request: FastifyRequest, reply: FastifyReply) => {
    if (isPageAddress(request)) return page(request, reply)
    throw new AppError('request.not_found', 'There is nothing at this address; /docs lists what there is.')
  }
}

const isPageAddress = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !/^\/(v1|docs|assets)\//.test(url) && (headers.accept ?? '').includes('text/html')
