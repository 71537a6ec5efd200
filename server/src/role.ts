/** What a caller is to a tenant; `auth/roles.ts` says what each may do. */
export const ROLES = ['viewer', 'analyst', 'operator', 'auditor', 'admin'] as const
export type Role = (typeof ROLES)[number]
