import { ROLES, type Role } from '../role.ts'

/** Who may do what: the one table. `access.ts` says what each route asks for; docs/generated/access.md is made of both. */

export { ROLES, type Role }

interface Rule {
  readonly doc: string
  readonly roles: readonly Role[]
}

export const PERMISSIONS = {
  'documents.read': {
    doc: 'see which documents there are and how they stand, with their trail of events',
    roles: ['viewer', 'analyst', 'operator', 'auditor', 'admin'],
  },
  'content.read': {
    doc: 'see what is in a document: pages, tables, results, workbooks',
    roles: ['viewer', 'analyst', 'auditor', 'admin'],
  },
  'documents.write': { doc: 'upload and register documents', roles: ['analyst', 'admin'] },
  'documents.reprocess': {
    doc: 'have a document worked again',
    roles: ['analyst', 'operator', 'admin'],
  },
  'documents.purge': { doc: 'purge a document', roles: ['operator', 'admin'] },
  'audit.read': { doc: 'take proofs away: evidence bundles and checkpoints', roles: ['auditor', 'admin'] },
  'retention.manage': {
    doc: 'legal holds, retention and certificates of deletion',
    roles: ['operator', 'auditor', 'admin'],
  },
  'webhooks.manage': { doc: 'webhooks and their deliveries', roles: ['operator', 'admin'] },
  'keys.manage': { doc: 'make, list, rotate and revoke API keys', roles: ['admin'] },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof PERMISSIONS

export const isRole = (text: unknown): text is Role => ROLES.some((role) => role === text)
export const isPermission = (text: unknown): text is Permission =>
  typeof text === 'string' && Object.hasOwn(PERMISSIONS, text)

/** What a role may do; with scopes, only what is in both. */
export function permissionsOf(role: Role, scopes: readonly string[] | null = null): ReadonlySet<Permission> {
  const all = Object.keys(PERMISSIONS).filter(isPermission)
  const given = all.filter((permission) => PERMISSIONS[permission].roles.some((one) => one === role))
  return new Set(scopes === null ? given : given.filter((permission) => scopes.includes(permission)))
}
