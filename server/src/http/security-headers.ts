import type { HttpSettings } from './deps.ts'

/** On every response. The page loads nothing from elsewhere; it sends only to us and to the object store. */
export function securityHeaders({ uploadOrigins, corsOrigins }: HttpSettings): Record<string, string> {
  const policy = [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${["'self'", ...uploadOrigins].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': corsOrigins.length > 0 ? 'cross-origin' : 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}
