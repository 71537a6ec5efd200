import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { principalOf, type Principal } from '../auth/principal.ts'
import { DocumentParams } from '../documents/contract.ts'
import { documentId } from '../documents/queries.ts'
import { AppError } from '../errors.ts'
import type { Api } from '../http/api.ts'
import { DEFAULT_LIMIT, PagingQuery } from '../http/contract.ts'
import { cursorOf, pageOf } from '../http/cursor.ts'
import type { HttpDeps } from '../http/deps.ts'
import { logDocument } from '../http/document-log.ts'
import { isCurrent, sendObject } from '../http/object-reply.ts'
import { file, problems } from '../http/openapi.ts'
import { ExtractionResultSchema, StoredArtifact } from './artifact-schema.ts'
import * as contract from './contract.ts'
import { publishedRun, type PublishedRun } from './published.ts'
import { createReadRecorder, type ReadRecorder } from './reads.ts'
import { listArtifacts, listPages, notesOf, previewKey, readArtifact, type PageRow } from './store.ts'

const tags = ['results']
const NotModified = Type.Null({ description: 'If-None-Match holds' })
const JSON_TYPE = 'application/json; charset=utf-8'

/** A place within one run: when the document is worked again, its lists begin again. */
const Place = Type.Tuple([Type.String(), Type.Integer({ minimum: 0, maximum: 2 ** 31 - 2 })])
const pageCursor = cursorOf('pages', Place)
const artifactCursor = cursorOf('artifacts', Place)

export async function artifactRoutes(app: Api, deps: HttpDeps): Promise<void> {
  logDocument(app)
  const reads = createReadRecorder(deps.documents, deps.settings.auditReads)
  pagesRoute(app, deps)
  notesRoute(app, deps)
  previewRoute(app, deps, reads)
  artifactsRoute(app, deps, reads)
  artifactRoute(app, deps, reads)
  resultRoute(app, deps, reads)
}

/** The run that a request about a document is about. */
const runOf = ({ read }: HttpDeps, { tenant }: Principal, id: string): Promise<PublishedRun> =>
  read((db) => publishedRun(db, tenant, documentId(id)))

function pagesRoute(app: Api, deps: HttpDeps): void {
  const schema = {
    tags,
    summary: 'The pages as read',
    params: DocumentParams,
    querystring: PagingQuery,
    response: { 200: contract.PageList, ...problems },
  }
  app.get('/v1/documents/:id/pages', { schema }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor } = request.query
    const run = await runOf(deps, principalOf(request), request.params.id)
    const after = cursor === undefined ? 0 : placeIn(run, pageCursor.read(cursor))
    const rows = await deps.read((db) => listPages(db, run.id, after, limit + 1))
    return pageOf(rows, limit, presentPage, (row) => pageCursor.write([run.id, row.number]))
  })
}

const presentPage = (row: PageRow): contract.Page => ({
  number: row.number,
  width: row.width,
  height: row.height,
  rotation: row.rotation,
  text_source: row.text_source,
  notes: [...row.notes],
  preview_url:
    row.preview_key === null
      ? null
      : `/v1/documents/${row.document_id}/pages/${row.number}/preview.png?run=${row.run_id}`,
})

function placeIn(run: PublishedRun, [id, place]: [string, number]): number {
  if (id === run.id) return place
  throw new AppError(
    'request.cursor_invalid',
    'The document was worked again since; begin the list again without `cursor`.',
  )
}

function notesRoute(app: Api, deps: HttpDeps): void {
  const schema = {
    tags,
    summary: 'What is lost or doubtful in the result, all in one list; empty: nothing is',
    params: DocumentParams,
    response: { 200: contract.NoteList, ...problems },
  }
  app.get('/v1/documents/:id/notes', { schema }, async (request) => {
    const run = await runOf(deps, principalOf(request), request.params.id)
    return { items: [...(await deps.read((db) => notesOf(db, run.id)))], next: null }
  })
}

function previewRoute(app: Api, deps: HttpDeps, reads: ReadRecorder): void {
  const schema = {
    tags,
    summary: 'The page as an image',
    params: contract.PageParams,
    querystring: contract.PreviewQuery,
    response: { 200: file('image/png'), 304: NotModified, ...problems },
  }
  app.get('/v1/documents/:id/pages/:number/preview.png', { schema }, async (request, reply) => {
    const run = await runOf(deps, principalOf(request), request.params.id)
    await reads.lookedAt(run, principalOf(request).actor, 'previews')
    const { number } = request.params
    const page = /^[1-9]\d{0,6}$/.test(String(number)) ? Number(number) : 0
    const etag = `"${run.id}-${page}"`
    if (isCurrent(request, etag)) return reply.code(304).header('etag', etag).send(null)
    const key = await deps.read((db) => previewKey(db, run.id, page))
    if (key === null)
      throw new AppError(
        'page.not_found',
        `The document has no image of page ${String(number).slice(0, 20)}.`,
      )
    // The address that `pages` gives names the run: what is there never changes.
    const cached = request.query.run === run.id ? 'private, max-age=3600, immutable' : 'private, no-cache'
    return sendObject(reply, await deps.storage.get(key), { type: 'image/png', etag, cached })
  })
}

function artifactsRoute(app: Api, deps: HttpDeps, reads: ReadRecorder): void {
  const schema = {
    tags,
    summary: 'Tables, figures and text in reading order',
    params: DocumentParams,
    querystring: contract.ArtifactListQuery,
    response: { 200: contract.ArtifactList, ...problems },
  }
  app.get('/v1/documents/:id/artifacts', { schema }, async (request, reply) => {
    const { limit = DEFAULT_LIMIT, cursor, type, page, min_confidence } = request.query
    const run = await runOf(deps, principalOf(request), request.params.id)
    await reads.lookedAt(run, principalOf(request).actor, 'artifacts')
    const after = cursor === undefined ? undefined : placeIn(run, artifactCursor.read(cursor))
    const filter = { type, page, minConfidence: min_confidence, after }
    const rows = await deps.read((db) => listArtifacts(db, run.id, filter, limit + 1))
    const { items, next } = pageOf(
      rows,
      limit,
      (row) => row.json,
      (row) => artifactCursor.write([run.id, row.ordinal]),
    )
    return sendJson(reply, `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`)
  })
}

function artifactRoute(app: Api, deps: HttpDeps, reads: ReadRecorder): void {
  const schema = {
    tags,
    summary: 'One table, figure or text',
    params: contract.ArtifactParams,
    response: { 200: StoredArtifact, ...problems },
  }
  app.get('/v1/documents/:id/artifacts/:artifact_id', { schema }, async (request, reply) => {
    const run = await runOf(deps, principalOf(request), request.params.id)
    await reads.lookedAt(run, principalOf(request).actor, 'artifacts')
    const id = request.params.artifact_id
    const json = /^[\w.-]{1,64}$/.test(id) ? await deps.read((db) => readArtifact(db, run.id, id)) : null
    if (json === null)
      throw new AppError(
        'artifact.not_found',
        `The document has no artifact ${JSON.stringify(id.slice(0, 64))}.`,
      )
    return sendJson(reply, json)
  })
}

function resultRoute(app: Api, deps: HttpDeps, reads: ReadRecorder): void {
  const schema = {
    tags,
    summary: 'The whole extraction result',
    params: DocumentParams,
    response: { 200: ExtractionResultSchema, 304: NotModified, ...problems },
  }
  app.get('/v1/documents/:id/result.json', { schema }, async (request, reply) => {
    const run = await runOf(deps, principalOf(request), request.params.id)
    await reads.downloaded(run, principalOf(request).actor, 'result')
    const etag = `"${run.resultHash}"`
    if (isCurrent(request, etag)) return reply.code(304).header('etag', etag).send(null)
    return sendObject(reply, await deps.storage.get(run.resultKey), {
      type: JSON_TYPE,
      etag,
      cached: 'private, no-cache',
    })
  })
}

/** JSON that is text already. */
const sendJson = (reply: FastifyReply, json: string) => reply.type(JSON_TYPE).serializer(String).send(json)
