import Type from 'typebox'
import type { Api } from '../http/api.ts'
import type { HttpDeps } from '../http/deps.ts'
import { file, problems } from '../http/openapi.ts'
import { checkHealth, probe, probeDatabase } from './check.ts'
import { Health, HealthSummary, Readiness } from './contract.ts'
import { assertMaySeeFigures, maySeeFigures, summaryOf } from './figures.ts'
import { scrape } from './scrape.ts'

/** The summary, where METRICS_TOKEN is set and was not sent. */
const Answer = Type.Union([Health, HealthSummary])

/** Seconds. */
const TRY_AGAIN_AFTER = 5

export async function healthRoutes(app: Api, deps: HttpDeps): Promise<void> {
  const tags = ['operation']
  const { metricsToken } = deps.settings

  app.get(
    '/health',
    { schema: { tags, summary: 'Every part and its figures', response: { 200: Answer, 503: Answer } } },
    async (request, reply) => {
      const health = await checkHealth(deps)
      const told = maySeeFigures(metricsToken, request.headers.authorization) ? health : summaryOf(health)
      if (told.status !== 'unhealthy') return told
      return reply.code(503).header('retry-after', TRY_AGAIN_AFTER).send(told)
    },
  )

  app.get(
    '/livez',
    {
      schema: {
        tags,
        summary: 'The process runs',
        response: { 200: Type.Object({ status: Type.Literal('alive') }) },
      },
    },
    async () => ({ status: 'alive' as const }),
  )

  app.get(
    '/readyz',
    {
      schema: { tags, summary: 'It can work, or what is away', response: { 200: Readiness, 503: Readiness } },
    },
    async (_request, reply) => {
      const [database, storage] = await Promise.all([
        probeDatabase(deps.db),
        probe(() => deps.storage.probe()),
      ])
      const away = [
        ...(database.failure === null ? [] : ['database' as const]),
        ...(storage.failure === null ? [] : ['storage' as const]),
      ]
      if (away.length === 0) return { status: 'ready' as const, away }
      return reply.code(503).header('retry-after', TRY_AGAIN_AFTER).send({ status: 'not_ready', away })
    },
  )

  app.get(
    '/metrics',
    { schema: { tags, summary: 'For Prometheus', response: { 200: file('text/plain'), ...problems } } },
    async (request, reply) => {
      assertMaySeeFigures(metricsToken, request.headers.authorization)
      const { type, text } = await scrape(deps)
      return reply.type(type).send(text)
    },
  )
}
