import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api } from './api.ts'
import { AppError } from '../errors.ts'
import { pathOf } from './request-log.ts'

interface KnownRoute {
  readonly pattern: RegExp
  readonly methods: Set<string>
}

/** What no route took: 405 with Allow for a known address, 404 for another. */
export function refuseUnknown(
  app: Api,
  otherwise: (request: FastifyRequest, reply: FastifyReply) => unknown,
): void {
  const known = new Map<string, KnownRoute>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url.endsWith('*')) return
    const route = known.get(url) ?? { pattern: patternOf(url), methods: new Set() }
    for (const one of [method].flat()) route.methods.add(one)
    known.set(url, route)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    const methods = [...known.values()]
      .filter((route) => route.pattern.test(path))
      .flatMap((route) => [...route.methods])
    if (methods.length === 0) return otherwise(request, reply)
    reply.header('allow', [...new Set([...methods, 'OPTIONS'])].toSorted().join(', '))
    if (request.method === 'OPTIONS') return reply.code(204).send()
    throw new AppError(
      'request.method_not_allowed',
      `${request.method} is not taken here; \`allow\` lists what is.`,
    )
  })
}

/** `/v1/documents/:id/pages/:n/preview.png` as a pattern of addresses. */
function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replace(/:\w+/g, '[^/]+')}/?$`)
}
