import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT, type JWK } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'
import { AppError } from '../errors.ts'
import { DEFAULT_TENANT, newId, type TenantId } from '../ids.ts'
import { createTokenVerifier, type TokenVerifier } from './oidc.ts'

const AUDIENCE = 'https://ledger.example'
const ACME = newId<TenantId>()

/** A real provider that gives access tokens to one machine client, under keys that can be changed. */
class RunningProvider {
  readonly #server: Server = createServer((request, response) => void this.#handler(request, response))
  #handler: ReturnType<Provider['callback']> = () => Promise.resolve()
  issuer = ''
  key: JWK = {}

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    const address = this.#server.address()
    this.issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    await this.rotate()
  }

  async rotate(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    this.key = { ...(await exportJWK(privateKey)), kid: newId(), alg: 'RS256', use: 'sig' }
    this.#handler = new Provider(this.issuer, configuration(this.key)).callback()
  }

  async token(resource = AUDIENCE): Promise<string> {
    const answer = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('robot:secret').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'ledger' }),
    })
    const { access_token: token }: { access_token: string } = JSON.parse(await answer.text())
    return token
  }

  /** Signed with the provider's own key, but saying something else than it would. */
  async saying(change: (token: SignJWT) => SignJWT, claims: object = {}): Promise<string> {
    const token = new SignJWT({ ledger_lift_role: 'viewer', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: this.key.kid ?? '' })
      .setIssuer(this.issuer)
      .setAudience(AUDIENCE)
      .setSubject('ada')
      .setExpirationTime('5m')
    return change(token).sign(await importJWK(this.key, 'RS256'))
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

const configuration = (key: JWK): Configuration => ({
  jwks: { keys: [key] },
  clients: [
    {
      client_id: 'robot',
      client_secret: 'secret',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_context, resource) => ({
        scope: 'ledger',
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 300,
      }),
    },
  },
  extraTokenClaims: () => ({ sub: 'robot', ledger_lift_role: 'analyst', ledger_lift_tenant: 'acme' }),
})

const provider = new RunningProvider()
let verifier: TokenVerifier
before(async () => {
  await provider.start()
  verifier = verifierOf(provider.issuer)
})
after(() => provider.stop())

const verifierOf = (issuer: string) =>
  createTokenVerifier(
    { issuer, audience: AUDIENCE, roleClaim: 'ledger_lift_role', tenantClaim: 'ledger_lift_tenant' },
    async (name) => {
      if (name === null) return DEFAULT_TENANT
      if (name === 'acme') return ACME
      throw new AppError('tenant.not_found', `no tenant ${name}`)
    },
    { cooldown: 0 },
  )

const refused = async (token: string): Promise<string> => {
  const error = await verifier.verify(token).then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof AppError ? error.code : `it was ${error === null ? 'taken' : String(error)}`
}

test('a token of the provider says who calls, for which tenant and in which role', async () => {
  const { actor, role, tenant, may } = await verifier.verify(await provider.token())
  assert.deepEqual([actor, role, tenant, may.has('documents.write')], ['user:robot', 'analyst', ACME, true])
})

test('keys of the provider may change while we run; what the old ones signed is refused then', async () => {
  const old = await provider.token()
  await verifier.verify(old)
  await provider.rotate()
  assert.equal((await verifier.verify(await provider.token())).actor, 'user:robot')
  assert.equal(await refused(old), 'auth.invalid')
})

test('refused: another audience or issuer, expired, not yet good, without end or subject, changed', async () => {
  assert.equal(await refused(await provider.token('https://elsewhere.example')), 'auth.invalid')
  assert.equal(
    await refused(await provider.saying((token) => token.setIssuer('https://evil.example'))),
    'auth.invalid',
  )
  assert.equal(
    await refused(await provider.saying((token) => token.setExpirationTime('-40s'))),
    'auth.expired',
  )
  assert.equal(await refused(await provider.saying((token) => token.setNotBefore('2m'))), 'auth.invalid')
  assert.equal(await refused(await provider.saying((token) => token.setSubject(''))), 'auth.invalid')
  const [head, body, signature] = (await provider.token()).split('.')
  const changed = Buffer.from(JSON.stringify({ sub: 'root', ledger_lift_role: 'admin', exp: 9e9 })).toString(
    'base64url',
  )
  assert.equal(await refused([head, changed, signature].join('.')), 'auth.invalid')
  assert.notEqual(body, changed)
})

test('two clocks may differ by half a minute', async () => {
  assert.equal(
    (await verifier.verify(await provider.saying((token) => token.setExpirationTime('-10s')))).actor,
    'user:ada',
  )
})

test('refused: unsigned tokens, and the public key taken for a shared secret', async () => {
  const claims = { ledger_lift_role: 'admin' }
  const unsigned = new UnsecuredJWT(claims)
    .setIssuer(provider.issuer)
    .setAudience(AUDIENCE)
    .setSubject('eve')
    .setExpirationTime('5m')
    .encode()
  assert.equal(await refused(unsigned), 'auth.invalid')
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: provider.key.kid ?? '' })
    .setIssuer(provider.issuer)
    .setAudience(AUDIENCE)
    .setSubject('eve')
    .setExpirationTime('5m')
    .sign(Buffer.from(JSON.stringify({ n: provider.key.n, e: provider.key.e })))
  assert.equal(await refused(forged), 'auth.invalid')
})

test('a token without a role of ours may do nothing; of an unknown tenant neither', async () => {
  assert.equal(
    await refused(await provider.saying((token) => token, { ledger_lift_role: 'boss' })),
    'auth.forbidden',
  )
  assert.equal(
    await refused(await provider.saying((token) => token, { ledger_lift_tenant: 'nobody' })),
    'auth.forbidden',
  )
  // Only a token without the claim is of the default tenant.
  for (const ledger_lift_tenant of [['acme'], { id: 'acme' }, 7, '', null])
    assert.equal(
      await refused(await provider.saying((token) => token, { ledger_lift_tenant })),
      'auth.forbidden',
      JSON.stringify(ledger_lift_tenant),
    )
  const strongest = await provider.saying((token) => token, { ledger_lift_role: ['viewer', 'admin'] })
  assert.equal((await verifier.verify(strongest)).role, 'admin')
})

test('a provider that is away is said to be away', async () => {
  const error = await verifierOf('http://127.0.0.1:9')
    .verify('a.b.c')
    .catch((reason: unknown) => reason)
  assert.equal(error instanceof AppError && error.code, 'auth.provider_unavailable')
})
