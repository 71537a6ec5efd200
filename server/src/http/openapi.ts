import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Type from 'typebox'
import type { Api } from './api.ts'
import { Problem } from './contract.ts'
import { PROBLEM_TYPE } from './problem.ts'

/** As every page's, and styles within the page, which Swagger UI makes. */
const DOCS_POLICY = {
  'default-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** `/openapi.json` from the routes' schemas, and `/docs`, which loads nothing from elsewhere. */
export async function describeApi(app: Api, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ledger Lift',
        version,
        description:
          'Financial documents in; every table as typed, traceable, re-added numbers out. Errors are RFC 9457 problem documents.',
      },
      tags: [
        { name: 'uploads', description: 'Addresses to send files to' },
        { name: 'documents', description: 'Registered files and their audit trail' },
        { name: 'results', description: 'What was found, and the data book' },
        { name: 'audit', description: 'Evidence and certificates that verify without us' },
        { name: 'retention', description: 'How long documents are kept, and legal holds' },
        { name: 'webhooks', description: 'Who is told of what happens' },
        { name: 'operation', description: 'Health and metrics' },
        { name: 'access', description: 'API keys and sign-in' },
      ],
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key or an OpenID Connect access token',
          },
        },
      },
      security: [{ key: [] }],
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject
      markOptionalBodies(document.openapiObject.paths)
      return document.openapiObject
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    uiConfig: { validatorUrl: null },
    theme: { title: 'Ledger Lift API' },
  })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}

interface RequestBody {
  required: boolean
  readonly content: Readonly<
    Record<string, { readonly schema?: { readonly type?: string | readonly string[] } }>
  >
}

/** A body that may be null may be left out; the generator takes every body for required. */
function markOptionalBodies(paths: unknown): void {
  const operations: Record<string, { readonly post?: { readonly requestBody?: RequestBody } }> = Object(paths)
  for (const { post } of Object.values(operations)) {
    const body = post?.requestBody
    if (body?.content['application/json']?.schema?.type?.includes('null')) body.required = false
  }
}

const problem = { content: { [PROBLEM_TYPE]: { schema: Problem } } } as const

/** What any route may answer besides its own. */
export const problems = { '4xx': problem, '5xx': problem } as const

const File = Type.Unsafe<unknown>({ type: 'string', format: 'binary' })

/** An answer that is a file of one of these types. */
export const file = (...types: readonly string[]) => ({
  description: 'The file',
  content: Object.fromEntries(types.map((type) => [type, { schema: File }])),
})
