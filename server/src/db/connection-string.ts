/**
 * The address as the driver takes it, with libpq's meaning of `sslmode`: `require` encrypts, `verify-ca` and
 * `verify-full` check the certificate against `sslrootcert`. Of itself the driver takes `require` for `verify-full`,
 * and refuses a server without TLS where libpq's `prefer` and `allow` would go on in the clear.
 */
export function connectionString(url: string): string {
  const address = url.replace(/^postgres(ql)?\+[a-z0-9]+:/, 'postgresql:')
  const [base = '', query = ''] = address.split('?', 2)
  const options = new URLSearchParams(query)
  const mode = options.get('sslmode')
  if (mode === 'prefer' || mode === 'allow') options.delete('sslmode')
  else if (mode !== null) options.set('uselibpqcompat', 'true')
  return options.size === 0 ? base : `${base}?${options}`
}
