import { principalOf } from '../auth/principal.ts'
import { DocumentParams } from '../documents/contract.ts'
import { documentId } from '../documents/queries.ts'
import type { Api } from '../http/api.ts'
import { Nothing, Nullable } from '../http/contract.ts'
import type { HttpDeps } from '../http/deps.ts'
import { logDocument } from '../http/document-log.ts'
import { problems } from '../http/openapi.ts'
import * as contract from './contract.ts'
import { legalHold, placeHold, releaseHold, type LegalHold } from './legal-hold.ts'
import { retentionOf, setRetention } from './policy.ts'

const tags = ['retention']

export async function retentionRoutes(app: Api, deps: HttpDeps): Promise<void> {
  logDocument(app)
  holdRoutes(app, deps)
  policyRoutes(app, deps)
}

function holdRoutes(app: Api, { db }: HttpDeps): void {
  const path = '/v1/documents/:id/legal-hold'
  const holding = { db, clock: () => new Date() }
  const described = { tags, params: DocumentParams }
  const get = {
    ...described,
    summary: 'The legal hold of a document; null when there is none',
    response: { 200: Nullable(contract.LegalHold), ...problems },
  }
  app.get(path, { schema: get }, async (request, reply) => {
    const hold = await legalHold(db, principalOf(request).tenant, documentId(request.params.id))
    return reply.type('application/json').send(hold === null ? null : present(hold))
  })
  const put = {
    ...described,
    summary: 'Keep the document from every purge and from retention',
    body: contract.LegalHoldRequest,
    response: { 200: contract.LegalHold, ...problems },
  }
  app.put(path, { schema: put }, async (request) => {
    const { tenant, actor } = principalOf(request)
    const wanted = { tenant, actor, document: documentId(request.params.id) }
    return present(await placeHold(holding, wanted, request.body.reference))
  })
  const release = { ...described, summary: 'Release the legal hold', response: { 204: Nothing, ...problems } }
  app.delete(path, { schema: release }, async (request, reply) => {
    const { tenant, actor } = principalOf(request)
    await releaseHold(holding, { tenant, actor, document: documentId(request.params.id) })
    return reply.code(204).send(null)
  })
}

const present = ({ document_id, reference, placed_by, placed_at }: LegalHold): contract.LegalHold => ({
  document_id,
  reference,
  placed_by,
  placed_at: placed_at.toISOString(),
})

function policyRoutes(app: Api, { db, settings }: HttpDeps): void {
  const get = {
    tags,
    summary: 'For how many days finished documents are kept',
    response: { 200: contract.Retention, ...problems },
  }
  app.get('/v1/retention', { schema: get }, (request) =>
    retentionOf(db, principalOf(request).tenant, settings.retentionDays),
  )
  const put = {
    tags,
    summary: 'Keep finished documents so many days, whatever is configured; null keeps them for good',
    body: contract.RetentionRequest,
    response: { 200: contract.Retention, ...problems },
  }
  app.put('/v1/retention', { schema: put }, (request) => {
    const { tenant, actor } = principalOf(request)
    return setRetention(db, tenant, request.body.days, actor)
  })
}
