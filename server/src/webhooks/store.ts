import { sql, type Kysely, type Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { Actor } from '../events.ts'
import type { TenantId } from '../ids.ts'
import { newUuid } from '../uuid.ts'
import { checkedAddresses, systemResolve, type AddressRules, type Resolve } from './address.ts'
import { TEST_EVENT, WEBHOOK_EVENTS, type WebhookEvent } from './event-names.ts'
import { newSecret, sealed } from './secrets.ts'

export type Webhook = Selectable<Database['webhooks']>
export type Delivery = Selectable<Database['webhook_deliveries']>

export interface WebhookSettings {
  /** SECRETS_KEY. */
  readonly secretsKey: string | undefined
  readonly rules: AddressRules
  readonly resolve?: Resolve
}

type Db = Kysely<Database>

/** Milliseconds for which an old secret signs beside a new one. */
const OVERLAP = 24 * 3600 * 1000

/** The secret is told here and never again. Throws webhook.url_refused. */
export async function addWebhook(
  db: Db,
  settings: WebhookSettings,
  wanted: {
    readonly tenant: TenantId
    readonly url: string
    readonly events: readonly WebhookEvent[]
    readonly actor: Actor
  },
): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  if (!URL.canParse(wanted.url)) throw new AppError('webhook.url_refused', 'It is no address.')
  const url = new URL(wanted.url)
  await checkedAddresses(url, settings.rules, settings.resolve ?? systemResolve)
  const secret = newSecret()
  const webhook = await db
    .insertInto('webhooks')
    .values({
      id: newUuid(),
      tenant_id: wanted.tenant,
      url: url.href,
      events: JSON.stringify(wanted.events.map((name) => WEBHOOK_EVENTS[name])),
      secret: sealed(secret, settings.secretsKey),
      created_by: wanted.actor,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { webhook, secret }
}

export const listWebhooks = (db: Db, tenant: TenantId): Promise<Webhook[]> =>
  db
    .selectFrom('webhooks')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('created_at')
    .orderBy('id')
    .execute()

/** Throws webhook.not_found. */
export async function readWebhook(db: Db, tenant: TenantId, id: string): Promise<Webhook> {
  const webhook = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', knownId(id, noWebhook))
    .executeTakeFirst()
  if (webhook === undefined) throw noWebhook()
  return webhook
}

/** With its deliveries. Throws webhook.not_found. */
export async function removeWebhook(db: Db, tenant: TenantId, id: string): Promise<void> {
  await readWebhook(db, tenant, id)
  await db.deleteFrom('webhooks').where('tenant_id', '=', tenant).where('id', '=', id).execute()
}

/** For a day both secrets sign, so that the receiver can change in its own time. A webhook that was disabled begins anew. */
export async function rotateSecret(
  db: Db,
  settings: WebhookSettings,
  tenant: TenantId,
  id: string,
  now = new Date(),
): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  const { secret: previous_secret } = await readWebhook(db, tenant, id)
  const secret = newSecret()
  const webhook = await db
    .updateTable('webhooks')
    .set({
      secret: sealed(secret, settings.secretsKey),
      previous_secret,
      previous_until: new Date(now.getTime() + OVERLAP),
      disabled_at: null,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return { webhook, secret }
}

/** A delivery that says nothing but that it arrived. */
export async function testWebhook(db: Db, tenant: TenantId, id: string): Promise<Delivery> {
  const webhook = await readWebhook(db, tenant, id)
  return await db
    .insertInto('webhook_deliveries')
    .values({
      id: newUuid(),
      tenant_id: tenant,
      webhook_id: webhook.id,
      event_type: TEST_EVENT,
      event_at: new Date(),
      data: '{}',
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export interface DeliveryFilter {
  readonly state?: Delivery['state'] | undefined
  /** The last one seen. */
  readonly after?: readonly [created: string, id: string] | undefined
}

/** With `placed`, its place in the list: to the microsecond, which a Date has not. */
export type ListedDelivery = Delivery & { readonly placed: string }

const placed = sql<string>`to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** Newest first. */
export async function listDeliveries(
  db: Db,
  tenant: TenantId,
  webhook: string,
  { state, after }: DeliveryFilter,
  limit: number,
): Promise<ListedDelivery[]> {
  const { id } = await readWebhook(db, tenant, webhook)
  return await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .select(placed.as('placed'))
    .where('webhook_id', '=', id)
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(created_at, id) < (${after?.[0] ?? ''}::timestamptz, ${after?.[1] ?? ''}::uuid)`,
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Sent again at once, under the same id, whatever became of it. Throws webhook.delivery_not_found. */
export async function replayDelivery(
  db: Db,
  tenant: TenantId,
  webhook: string,
  id: string,
): Promise<Delivery> {
  await readWebhook(db, tenant, webhook)
  const delivery = await db
    .updateTable('webhook_deliveries')
    .set({ state: 'pending', attempts: 0, next_attempt_at: new Date(), delivered_at: null })
    .where('webhook_id', '=', webhook)
    .where('id', '=', knownId(id, noDelivery))
    .returningAll()
    .executeTakeFirst()
  if (delivery === undefined) throw noDelivery()
  return delivery
}

function knownId(id: string, otherwise: () => AppError): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id
  throw otherwise()
}

const noWebhook = () =>
  new AppError('webhook.not_found', 'There is no such webhook; GET /v1/webhooks lists them.')
const noDelivery = () => new AppError('webhook.delivery_not_found', 'The webhook has no such delivery.')
