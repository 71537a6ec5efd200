import Type, { type Static } from 'typebox'
import { closed, Instant, Nullable, Uuid } from '../http/contract.ts'

export const LegalHoldRequest = Type.Object(
  {
    reference: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '^[^\\u0000-\\u001f\\u007f]+$',
      description: 'of the case; it stays in the audit trail, so it names nothing of the content',
    }),
  },
  closed,
)
export type LegalHoldRequest = Static<typeof LegalHoldRequest>

export const LegalHold = Type.Object(
  { document_id: Uuid, reference: Type.String(), placed_by: Type.String(), placed_at: Instant },
  closed,
)
export type LegalHold = Static<typeof LegalHold>

export const Retention = Type.Object(
  {
    days: Nullable(Type.Integer({ minimum: 1, maximum: 36_500, description: 'null: documents are kept' })),
    decided_by: Type.Enum(['tenant', 'configuration']),
  },
  closed,
)
export type Retention = Static<typeof Retention>

export const RetentionRequest = Type.Object({ days: Retention.properties.days }, closed)
export type RetentionRequest = Static<typeof RetentionRequest>
