import Type from 'typebox'
import { principalOf } from '../auth/principal.ts'
import { AppError } from '../errors.ts'
import type { Api } from '../http/api.ts'
import { DEFAULT_LIMIT, PagingQuery } from '../http/contract.ts'
import { cursorOf, pageOf } from '../http/cursor.ts'
import type { HttpDeps } from '../http/deps.ts'
import { logDocument } from '../http/document-log.ts'
import { problems } from '../http/openapi.ts'
import { withSealed, type SealedPassword } from '../passwords/passwords.ts'
import * as contract from './contract.ts'
import { presentDocument, presentEvent } from './present.ts'
import { documentId, listDocuments, listEvents, readDocument } from './queries.ts'

const Microseconds = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const documentCursor = cursorOf('documents', Type.Tuple([Microseconds, Type.String({ format: 'uuid' })]))
const eventCursor = cursorOf('events', Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 }))

const tags = ['documents']

export async function documentRoutes(app: Api, deps: HttpDeps): Promise<void> {
  logDocument(app)
  listRoute(app, deps)
  oneRoute(app, deps)
  eventsRoute(app, deps)
  reprocessRoute(app, deps)
  purgeRoute(app, deps)
}

function listRoute(app: Api, { read }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Documents, newest first',
    querystring: contract.DocumentListQuery,
    response: { 200: contract.DocumentList, ...problems },
  }
  app.get('/v1/documents', { schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor, status, q, created_after } = request.query
    const filter = {
      status,
      filename: q,
      createdAfter: created_after === undefined ? undefined : moment(created_after),
      after: cursor === undefined ? undefined : documentCursor.read(cursor),
    }
    const { tenant } = principalOf(request)
    const rows = await read((db) => listDocuments(db, tenant, filter, limit + 1))
    return pageOf(rows, limit, presentDocument, (row) =>
      documentCursor.write([row.created_microseconds, row.id]),
    )
  })
}

/** PostgreSQL knows no year 0. */
function moment(text: string): Date {
  const at = new Date(text)
  if (at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999) return at
  throw new AppError('request.invalid', 'created_after is no moment that there was or will be.', {
    fields: [
      { pointer: '/query/created_after', detail: 'must be an RFC 3339 date-time of the years 1 to 9999' },
    ],
  })
}

function oneRoute(app: Api, { read }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'One document',
    params: contract.DocumentParams,
    response: { 200: contract.Document, ...problems },
  }
  app.get('/v1/documents/:id', { schema }, async (request) => {
    const { tenant } = principalOf(request)
    const id = documentId(request.params.id)
    return presentDocument(await read((db) => readDocument(db, tenant, id)))
  })
}

function eventsRoute(app: Api, { read }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'The audit trail, oldest first; it outlives the document',
    params: contract.DocumentParams,
    querystring: PagingQuery,
    response: { 200: contract.EventList, ...problems },
  }
  app.get('/v1/documents/:id/events', { schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor } = request.query
    const after = cursor === undefined ? 0 : eventCursor.read(cursor)
    const id = documentId(request.params.id)
    const { tenant } = principalOf(request)
    const rows = await read((db) => listEvents(db, tenant, id, after, limit + 1))
    return pageOf(rows, limit, presentEvent, (row) => eventCursor.write(row.sequence))
  })
}

function reprocessRoute(app: Api, deps: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Work it again; the published result stays until the new one is there',
    params: contract.DocumentParams,
    body: contract.ReprocessRequest,
    response: { 202: contract.Document, ...problems },
  }
  app.post('/v1/documents/:id/reprocess', { schema }, async (request, reply) => {
    const { tenant, actor } = principalOf(request)
    const id = documentId(request.params.id)
    const again = (sealed?: SealedPassword) => deps.documents.reprocess(tenant, id, actor, sealed)
    const password = request.body?.password
    const row = await (password === undefined ? again() : withSealed(deps, tenant, password, again))
    return reply.code(202).send(presentDocument(row))
  })
}

function purgeRoute(app: Api, { documents }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Purge its objects and rows; the trail keeps a tombstone with hashes',
    params: contract.DocumentParams,
    response: { 202: contract.Purged, ...problems },
  }
  app.delete('/v1/documents/:id', { schema }, async (request, reply) => {
    const { tenant, actor } = principalOf(request)
    const id = documentId(request.params.id)
    await documents.purge(tenant, id, actor)
    return reply.code(202).send({ id })
  })
}
