/** What every part of the API shares: scalars, lists and errors. Bodies are closed: a misspelt option is never ignored in silence. */
import Type, { type Static, type TSchema } from 'typebox'
import { ERRORS, type ErrorCode } from '../errors.ts'

export const closed = { additionalProperties: false } as const
/** As `type: [T, "null"]`, which serializes without trying each branch of an `anyOf`. */
export const Nullable = <S extends TSchema & { type: string }>({ type, ...rest }: S) =>
  Type.Unsafe<Static<S> | null>({ type: [type, 'null'], ...rest })
/** One of these words or null. */
export const NullableEnum = <Word extends string>(words: readonly Word[]) =>
  Type.Unsafe<Word | null>({ type: ['string', 'null'], enum: [...words, null] })
export const Uuid = Type.String({ format: 'uuid' })
export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' })
export const Sha256 = Type.String({ pattern: '^[0-9a-fA-F]{64}$', description: 'SHA-256 of the bytes, hex' })
export const Count = Type.Integer({ minimum: 0 })

export const DEFAULT_LIMIT = 50
export const MAX_LIMIT = 200

/** `?limit` and `?cursor`, of every list. */
export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
}
export const PagingQuery = Type.Object(paging, closed)
export type PagingQuery = Static<typeof PagingQuery>

export const ListOf = <S extends TSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String()) }, closed)

const ERROR_CODES = Object.keys(ERRORS).filter((key): key is ErrorCode => key in ERRORS)

/** RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong here and what to do' }),
    code: Type.Enum(ERROR_CODES),
    request_id: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ pointer: Type.String({ description: 'JSON pointer' }), detail: Type.String() }),
      ),
    ),
    existing_id: Type.Optional(Uuid),
  },
  { ...closed, description: 'RFC 9457 problem document' },
)
export type Problem = Static<typeof Problem>

export const Nothing = Type.Null({ description: 'no body' })
