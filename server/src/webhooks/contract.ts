import Type, { type Static } from 'typebox'
import { closed, Instant, ListOf, Nullable, paging, Uuid } from '../http/contract.ts'
import { EVENT_NAMES } from './event-names.ts'

const EventName = Type.Enum(EVENT_NAMES)

export const WebhookRequest = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2048, description: 'https://, of a public address' }),
    events: Type.Optional(
      Type.Array(EventName, { minItems: 1, uniqueItems: true, description: 'all unless given' }),
    ),
  },
  closed,
)
export type WebhookRequest = Static<typeof WebhookRequest>

const webhook = {
  id: Uuid,
  url: Type.String(),
  events: Type.Array(Type.String()),
  created_by: Type.String(),
  created_at: Instant,
  disabled_at: Nullable(Type.String({ format: 'date-time', description: 'since it answered 410' })),
}
export const Webhook = Type.Object(webhook, closed)
export type Webhook = Static<typeof Webhook>
export const WebhookList = ListOf(Webhook)

export const WebhookWithSecret = Type.Object(
  { ...webhook, secret: Type.String({ description: 'whsec_…: told this once' }) },
  closed,
)
export type WebhookWithSecret = Static<typeof WebhookWithSecret>

export const WebhookParams = Type.Object({ webhook_id: Type.String() }, closed)
export const DeliveryParams = Type.Object({ webhook_id: Type.String(), delivery_id: Type.String() }, closed)
const State = Type.Enum(['pending', 'delivered', 'dead'])
export const DeliveryQuery = Type.Object({ ...paging, state: Type.Optional(State) }, closed)

export const Delivery = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: '`webhook-id` of every attempt' }),
    type: Type.String(),
    state: State,
    attempts: Type.Integer(),
    last_status: Nullable(Type.Integer()),
    last_error: Nullable(Type.String()),
    created_at: Instant,
    next_attempt_at: Nullable(Type.String({ format: 'date-time' })),
    delivered_at: Nullable(Type.String({ format: 'date-time' })),
  },
  closed,
)
export type Delivery = Static<typeof Delivery>
export const DeliveryList = ListOf(Delivery)
export type DeliveryList = Static<typeof DeliveryList>
