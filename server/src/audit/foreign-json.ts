import { canonicalJson } from '@ledger-lift/extraction/canonical'

/**
 * Of a file that anybody may have changed. Throws for what is no JSON, and for what has no canonical form, such as half
 * a character: nobody can have signed that.
 */
export function foreignJson(bytes: Uint8Array): unknown {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
  canonicalJson(value)
  return value
}
