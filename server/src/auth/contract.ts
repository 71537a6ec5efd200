import Type, { type Static } from 'typebox'
import { closed, Instant, ListOf, Nullable, Uuid } from '../http/contract.ts'
import { PERMISSIONS, ROLES } from './roles.ts'

const Role = Type.Enum([...ROLES])
const Permissions = Type.Array(Type.String({ description: Object.keys(PERMISSIONS).join(', ') }))

export const SessionRequest = Type.Object(
  {
    credential: Type.String({
      minLength: 1,
      maxLength: 8192,
      description: 'An API key, an access token, or the secret of a one-time link',
    }),
  },
  closed,
)

/** Who calls, and what they may do. */
export const Session = Type.Object(
  {
    actor: Type.String(),
    role: Role,
    tenant_id: Uuid,
    permissions: Permissions,
    expires_at: Nullable(Instant),
  },
  closed,
)
export type Session = Static<typeof Session>

export const SessionLink = Type.Object(
  { url: Type.String({ description: 'Signs a browser in, once' }), expires_at: Instant },
  closed,
)
export type SessionLink = Static<typeof SessionLink>

export const ApiKey = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    prefix: Type.String({ description: 'll_live_PREFIX_…: what is shown of the key' }),
    role: Role,
    scopes: Type.Unsafe<string[] | null>({ type: ['array', 'null'], items: { type: 'string' } }),
    requests_per_minute: Nullable(Type.Integer()),
    created_at: Instant,
    created_by: Type.String(),
    expires_at: Nullable(Instant),
    last_used_at: Nullable(Instant),
    revoked_at: Nullable(Instant),
  },
  closed,
)
export type ApiKey = Static<typeof ApiKey>

export const ApiKeyList = ListOf(ApiKey)

/** The key itself is shown this once. */
export const NewApiKey = Type.Object({ ...ApiKey.properties, key: Type.String() }, closed)
export type NewApiKey = Static<typeof NewApiKey>

export const ApiKeyRequest = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    role: Role,
    scopes: Type.Optional(
      Type.Array(Type.String(), { maxItems: 50, description: 'Fewer permissions than the role has' }),
    ),
    requests_per_minute: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    expires_in: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 10 * 366 * 86_400, description: 'Seconds' }),
    ),
  },
  closed,
)

export const RotateRequest = Type.Object(
  {
    overlap: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 30 * 86_400,
        default: 86_400,
        description: 'Seconds for which the old key stays good',
      }),
    ),
  },
  closed,
)

export const ApiKeyParams = Type.Object({ key_id: Type.String({ description: 'id or prefix' }) })
