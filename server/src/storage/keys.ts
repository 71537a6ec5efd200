import type { DocumentId, RunId, TenantId } from '../ids.ts'

/** Every key that the program makes. The tenant comes first, so that a policy can bind a prefix. */
export const keys = {
  upload: (tenant: TenantId, uploadId: string, filename: string) =>
    `${tenant}/uploads/${uploadId}/${filename}`,
  uploads: (tenant: TenantId) => `${tenant}/uploads/`,
  /** Everything made from a document: what a purge removes. */
  document: (tenant: TenantId, document: DocumentId) => `${tenant}/documents/${document}/`,
  run: (tenant: TenantId, document: DocumentId, run: RunId) => `${tenant}/documents/${document}/runs/${run}/`,
  result: (tenant: TenantId, document: DocumentId, run: RunId) =>
    `${tenant}/documents/${document}/runs/${run}/result.json`,
  preview: (tenant: TenantId, document: DocumentId, run: RunId, page: number) =>
    `${tenant}/documents/${document}/runs/${run}/pages/${page}.png`,
  /** A finished batch of pages, kept so that another attempt need not repeat it. */
  batch: (tenant: TenantId, document: DocumentId, fingerprint: string, first: number, last: number) =>
    `${tenant}/documents/${document}/work/${fingerprint}/${first}-${last}.json`,
  /** A Word document laid out on pages, kept so that batches of these pages can be taken up. */
  layout: (tenant: TenantId, document: DocumentId, fingerprint: string, run: RunId) =>
    `${tenant}/documents/${document}/work/${fingerprint}/layout-${run}.json`,
  /** The key that opens a password on its way to a worker; the sealed password itself is in the database. */
  passwordKey: (tenant: TenantId, id: string) => `${tenant}/passwords/${id}`,
  passwordKeys: (tenant: TenantId) => `${tenant}/passwords/`,
  /** Signed checkpoints over the trails of all tenants: hashes and ids, no content. */
  checkpoints: 'audit/checkpoints/',
  work: (tenant: TenantId, document: DocumentId) => `${tenant}/documents/${document}/work/`,
} as const
