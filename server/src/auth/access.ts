import type { Permission } from './roles.ts'

/** `caller`: whoever is known; `signed`: whoever holds the signed address; `anyone`. */
export type Access = Permission | 'caller' | 'signed' | 'anyone'

/** What each route of the API asks for. A route under /v1 that is not here keeps the server from starting. */
export const ACCESS: Readonly<Record<string, Access>> = {
  'POST /v1/uploads/presign': 'documents.write',
  'POST /v1/uploads/multipart': 'documents.write',
  'POST /v1/uploads/multipart/:upload_id/complete': 'documents.write',
  'DELETE /v1/uploads/multipart/:upload_id': 'documents.write',
  'POST /v1/documents': 'documents.write',
  'POST /v1/documents/batch': 'documents.write',
  'GET /v1/documents': 'documents.read',
  'GET /v1/documents/:id': 'documents.read',
  'GET /v1/documents/:id/events': 'documents.read',
  'GET /v1/documents/:id/progress': 'documents.read',
  'POST /v1/documents/:id/reprocess': 'documents.reprocess',
  'DELETE /v1/documents/:id': 'documents.purge',
  'GET /v1/documents/:id/pages': 'content.read',
  'GET /v1/documents/:id/notes': 'content.read',
  'GET /v1/documents/:id/pages/:number/preview.png': 'content.read',
  'GET /v1/documents/:id/artifacts': 'content.read',
  'GET /v1/documents/:id/artifacts/:artifact_id': 'content.read',
  'GET /v1/documents/:id/result.json': 'content.read',
  'GET /v1/documents/:id/export.:format': 'content.read',
  'GET /v1/documents/:id/bundle.zip': 'audit.read',
  'GET /v1/documents/:id/deletion-certificate': 'retention.manage',
  'GET /v1/documents/:id/legal-hold': 'documents.read',
  'PUT /v1/documents/:id/legal-hold': 'retention.manage',
  'DELETE /v1/documents/:id/legal-hold': 'retention.manage',
  'GET /v1/retention': 'documents.read',
  'PUT /v1/retention': 'retention.manage',
  'GET /v1/webhooks': 'webhooks.manage',
  'POST /v1/webhooks': 'webhooks.manage',
  'DELETE /v1/webhooks/:webhook_id': 'webhooks.manage',
  'POST /v1/webhooks/:webhook_id/rotate-secret': 'webhooks.manage',
  'POST /v1/webhooks/:webhook_id/test': 'webhooks.manage',
  'GET /v1/webhooks/:webhook_id/deliveries': 'webhooks.manage',
  'POST /v1/webhooks/:webhook_id/deliveries/:delivery_id/replay': 'webhooks.manage',
  'GET /v1/api-keys': 'keys.manage',
  'POST /v1/api-keys': 'keys.manage',
  'POST /v1/api-keys/:key_id/rotate': 'keys.manage',
  'DELETE /v1/api-keys/:key_id': 'keys.manage',
  'POST /v1/session': 'anyone',
  'GET /v1/session': 'caller',
  'DELETE /v1/session': 'caller',
  'POST /v1/session/links': 'caller',
  'PUT /v1/storage/objects/*': 'signed',
  'GET /v1/storage/objects/*': 'signed',
  'PUT /v1/storage/parts/:upload/:part': 'signed',
  'GET /health': 'anyone',
  'GET /livez': 'anyone',
  'GET /readyz': 'anyone',
  'GET /metrics': 'anyone',
}

/** Undefined for a route of the API that has no row. The page, its files and the documentation hold no data. */
export function accessOf(method: string, url: string): Access | undefined {
  const access = ACCESS[`${method === 'HEAD' ? 'GET' : method} ${url}`]
  return access ?? (url.startsWith('/v1/') && method !== 'OPTIONS' ? undefined : 'anyone')
}
