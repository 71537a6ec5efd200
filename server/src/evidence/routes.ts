import { create as contentDisposition } from 'content-disposition'
import { principalOf } from '../auth/principal.ts'
import { DocumentParams } from '../documents/contract.ts'
import { documentId, readDocument } from '../documents/queries.ts'
import type { Api } from '../http/api.ts'
import type { HttpDeps } from '../http/deps.ts'
import { logDocument } from '../http/document-log.ts'
import { file, problems } from '../http/openapi.ts'
import { evidenceBundle } from './bundle.ts'
import { Certificate, deletionCertificate } from './certificate.ts'

const tags = ['audit']

export async function evidenceRoutes(app: Api, deps: HttpDeps): Promise<void> {
  logDocument(app)
  bundleRoute(app, deps)
  certificateRoute(app, deps)
}

function bundleRoute(app: Api, deps: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Evidence of the document, to be verified with neither server nor database',
    params: DocumentParams,
    response: { 200: file('application/zip'), ...problems },
  }
  // A HEAD would be a bundle that nobody got.
  app.get('/v1/documents/:id/bundle.zip', { schema, exposeHeadRoute: false }, async (request, reply) => {
    const { tenant, actor } = principalOf(request)
    const id = documentId(request.params.id)
    await readDocument(deps.db, tenant, id)
    deps.auditor.keyring()
    await deps.documents.recordEvent({
      document: id,
      type: 'EXPORTED',
      message: 'Exported as an evidence bundle.',
      metadata: { format: 'bundle' },
      actor,
    })
    const bytes = await evidenceBundle(deps, tenant, id)
    return reply
      .type('application/zip')
      .header('content-disposition', contentDisposition(`${id}.evidence.zip`))
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
}

function certificateRoute(app: Api, deps: HttpDeps): void {
  const schema = {
    tags,
    summary: 'That a purged document is gone from rows and objects, signed',
    params: DocumentParams,
    response: { 200: Certificate, ...problems },
  }
  app.get('/v1/documents/:id/deletion-certificate', { schema }, (request) =>
    deletionCertificate(deps, principalOf(request).tenant, documentId(request.params.id)),
  )
}
