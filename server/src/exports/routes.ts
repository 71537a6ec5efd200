import { create as contentDisposition } from 'content-disposition'
import Type from 'typebox'
import { contentTypeOf, EXPORT_FORMATS, type ExportFormat } from '@ledger-lift/databook'
import { ExtractionResultSchema } from '../artifacts/artifact-schema.ts'
import { publishedRun } from '../artifacts/published.ts'
import { principalOf } from '../auth/principal.ts'
import { Uuid } from '../http/contract.ts'
import { documentId } from '../documents/queries.ts'
import { AppError } from '../errors.ts'
import type { Api } from '../http/api.ts'
import type { HttpDeps } from '../http/deps.ts'
import { logDocument } from '../http/document-log.ts'
import { file, problems } from '../http/openapi.ts'
import { createExporter } from './exporter.ts'

const Params = Type.Object({ id: Uuid, format: Type.Enum([...EXPORT_FORMATS]) })

const files = file(...EXPORT_FORMATS.map(contentTypeOf))
const Download = {
  ...files,
  content: {
    ...files.content,
    [contentTypeOf('json')]: { schema: Type.Unsafe<unknown>(ExtractionResultSchema) },
  },
}

/** Each download is an EXPORTED event of the trail. */
export async function exportRoutes(app: Api, { read, storage, documents }: HttpDeps): Promise<void> {
  logDocument(app)
  const exporter = createExporter(storage)
  app.addHook('onClose', () => exporter.close())

  const schema = {
    tags: ['results'],
    summary: 'The data book: xlsx, csv (a zip with one csv a table), md or json',
    params: Params,
    response: { 200: Download, ...problems },
  }
  // A HEAD would be an export that nobody got.
  app.get('/v1/documents/:id/export.:format', { schema, exposeHeadRoute: false }, async (request, reply) => {
    const { tenant, actor } = principalOf(request)
    const format = exportFormat(request.params.format)
    const id = documentId(request.params.id)
    const run = await read((db) => publishedRun(db, tenant, id))
    const { bytes, contentType, extension, sha256 } = await exporter.export(run, format)
    const name = `${run.filename.replace(/\.(pdf|docx)$/i, '')}${extension}`
    await documents.recordEvent({
      document: run.document,
      type: 'EXPORTED',
      message: `Exported as ${format}.`,
      metadata: { format, bytes: bytes.byteLength, sha256, result_hash: run.resultHash },
      run: run.id,
      actor,
    })
    return reply
      .type(contentType)
      .header('content-disposition', contentDisposition(name))
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
}

function exportFormat(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((one) => one === text)
  if (format !== undefined) return format
  throw new AppError('export.format_unknown', `Formats are ${EXPORT_FORMATS.join(', ')}.`)
}
