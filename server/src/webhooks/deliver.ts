import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { systemResolve } from './address.ts'
import { nameOf } from './event-names.ts'
import { post } from './post.ts'
import { signatureOf, unsealed } from './secrets.ts'
import type { Delivery, Webhook, WebhookSettings } from './store.ts'

export interface DeliverDeps {
  readonly db: Kysely<Database>
  readonly settings: WebhookSettings
  readonly clock?: () => Date
}

/** Deliveries that are sent at a time. */
const AT_ONCE = 20
/** Milliseconds after which a delivery whose sender was killed is taken again: longer than a post takes. */
const TAKEN = 60_000
/** Milliseconds from each failed attempt to the next, as Standard Webhooks advises; after the last it is dead. */
export const PAUSES = [
  5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
]
/** Days for which what was sent, or given up, can be looked up and replayed. */
const KEPT_DAYS = 30

type Taken = Delivery & Pick<Webhook, 'url' | 'secret' | 'previous_secret' | 'previous_until'>

/** Sends what is due; several programs may do it at once. Gives how many it sent, well or not. */
export async function deliverWebhooks(deps: DeliverDeps, signal?: AbortSignal): Promise<number> {
  for (let sent = 0; ;) {
    const taken = signal?.aborted === true ? [] : await take(deps)
    await Promise.all(taken.map((delivery) => deliver(deps, delivery)))
    sent += taken.length
    if (taken.length < AT_ONCE) return sent
  }
}

export async function forgetDeliveries({ db }: DeliverDeps): Promise<void> {
  await sql`DELETE FROM webhook_deliveries
    WHERE state <> 'pending' AND created_at < now() - make_interval(days => ${KEPT_DAYS})`.execute(db)
}

async function take({ db, clock = () => new Date() }: DeliverDeps): Promise<Taken[]> {
  const now = clock()
  const { rows } = await sql<Taken>`
    UPDATE webhook_deliveries delivery
    SET attempts = delivery.attempts + 1, next_attempt_at = ${new Date(now.getTime() + TAKEN)}
    FROM webhooks webhook
    WHERE webhook.id = delivery.webhook_id AND delivery.id IN (
      SELECT due.id FROM webhook_deliveries due JOIN webhooks on_duty ON on_duty.id = due.webhook_id
      WHERE due.state = 'pending' AND due.next_attempt_at <= ${now} AND on_duty.disabled_at IS NULL
      ORDER BY due.next_attempt_at LIMIT ${AT_ONCE} FOR UPDATE OF due SKIP LOCKED)
    RETURNING delivery.*, webhook.url, webhook.secret, webhook.previous_secret, webhook.previous_until`.execute(
    db,
  )
  return rows
}

async function deliver(deps: DeliverDeps, delivery: Taken): Promise<void> {
  const { clock = () => new Date(), db } = deps
  const { status, error } = await attempt(deps, delivery, clock())
  const now = clock()
  const delivered = status !== null && status >= 200 && status < 300
  const pause = PAUSES[delivery.attempts - 1]
  const gone = status === 410 || pause === undefined
  await db
    .updateTable('webhook_deliveries')
    .set({
      state: delivered ? 'delivered' : gone ? 'dead' : 'pending',
      last_status: status,
      last_error: delivered ? null : error,
      delivered_at: delivered ? now : null,
      ...(delivered || gone ? {} : { next_attempt_at: new Date(now.getTime() + pause) }),
    })
    .where('id', '=', delivery.id)
    .where('attempts', '=', delivery.attempts)
    .execute()
  // The receiver says that it is there no more (Standard Webhooks).
  if (status === 410)
    await db.updateTable('webhooks').set({ disabled_at: now }).where('id', '=', delivery.webhook_id).execute()
}

interface Attempt {
  readonly status: number | null
  readonly error: string
}

async function attempt({ settings }: DeliverDeps, delivery: Taken, now: Date): Promise<Attempt> {
  const { id, url, event_type, event_at, data } = delivery
  const body = JSON.stringify({ type: nameOf(event_type), timestamp: event_at.toISOString(), data })
  const timestamp = Math.floor(now.getTime() / 1000)
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'ledger-lift',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(goodSecrets(settings, delivery, now), id, timestamp, body),
    }
    const status = await post(url, headers, body, settings.rules, settings.resolve ?? systemResolve)
    const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : ''
    return { status, error: `It answered ${status}${redirect}.` }
  } catch (error) {
    return { status: null, error: reason(error) }
  }
}

function goodSecrets({ secretsKey }: WebhookSettings, webhook: Taken, now: Date): string[] {
  const { secret, previous_secret, previous_until } = webhook
  const previous = previous_until !== null && previous_until > now ? previous_secret : null
  return [secret, previous].flatMap((stored) => (stored === null ? [] : [unsealed(stored, secretsKey)]))
}

/** Neither address nor port: what an internal network looks like is nobody's business. */
function reason(error: unknown): string {
  if (error instanceof AppError) return error.message
  if (error instanceof Error && error.name === 'TimeoutError') return 'It did not answer within 10 s.'
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return code === 'ABORT_ERR' ? 'It did not answer within 10 s.' : `It could not be reached (${code}).`
}
