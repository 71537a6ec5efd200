import Type from 'typebox'
import { principalOf } from '../auth/principal.ts'
import type { Api } from '../http/api.ts'
import { DEFAULT_LIMIT, Nothing } from '../http/contract.ts'
import { cursorOf, pageOf } from '../http/cursor.ts'
import type { HttpDeps } from '../http/deps.ts'
import { problems } from '../http/openapi.ts'
import * as contract from './contract.ts'
import { EVENT_NAMES, nameOf } from './event-names.ts'
import * as store from './store.ts'

const tags = ['webhooks']
const Place = Type.Tuple([Type.String({ format: 'date-time' }), Type.String({ format: 'uuid' })])
const deliveryCursor = cursorOf('deliveries', Place)

export async function webhookRoutes(app: Api, deps: HttpDeps): Promise<void> {
  endpointRoutes(app, deps)
  secretRoutes(app, deps)
  deliveryRoutes(app, deps)
}

function endpointRoutes(app: Api, { db, webhooks: settings }: HttpDeps): void {
  const add = {
    tags,
    summary: 'Tell an address of what happens to documents (Standard Webhooks 1.0)',
    body: contract.WebhookRequest,
    response: { 201: contract.WebhookWithSecret, ...problems },
  }
  app.post('/v1/webhooks', { schema: add }, async (request, reply) => {
    const { tenant, actor } = principalOf(request)
    const { url, events = EVENT_NAMES } = request.body
    const { webhook, secret } = await store.addWebhook(db, settings, { tenant, actor, url, events })
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ ...present(webhook), secret })
  })
  const list = { tags, summary: 'Webhooks', response: { 200: contract.WebhookList, ...problems } }
  app.get('/v1/webhooks', { schema: list }, async (request) => {
    const webhooks = await store.listWebhooks(db, principalOf(request).tenant)
    return { items: webhooks.map(present), next: null }
  })
  const remove = {
    tags,
    summary: 'Remove a webhook and what waits for it',
    params: contract.WebhookParams,
    response: { 204: Nothing, ...problems },
  }
  app.delete('/v1/webhooks/:webhook_id', { schema: remove }, async (request, reply) => {
    await store.removeWebhook(db, principalOf(request).tenant, request.params.webhook_id)
    return reply.code(204).send(null)
  })
}

function secretRoutes(app: Api, { db, webhooks: settings }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'A new secret; for a day the old one signs, too',
    params: contract.WebhookParams,
    response: { 200: contract.WebhookWithSecret, ...problems },
  }
  app.post('/v1/webhooks/:webhook_id/rotate-secret', { schema }, async (request, reply) => {
    const { tenant } = principalOf(request)
    const { webhook, secret } = await store.rotateSecret(db, settings, tenant, request.params.webhook_id)
    reply.header('cache-control', 'no-store')
    return { ...present(webhook), secret }
  })
}

function deliveryRoutes(app: Api, { db }: HttpDeps): void {
  const test = {
    tags,
    summary: 'Send a webhook.test',
    params: contract.WebhookParams,
    response: { 202: contract.Delivery, ...problems },
  }
  app.post('/v1/webhooks/:webhook_id/test', { schema: test }, async (request, reply) => {
    const delivery = await store.testWebhook(db, principalOf(request).tenant, request.params.webhook_id)
    return reply.code(202).send(presentDelivery(delivery))
  })
  const list = {
    tags,
    summary: 'What was sent, is waiting, or was given up, newest first',
    params: contract.WebhookParams,
    querystring: contract.DeliveryQuery,
    response: { 200: contract.DeliveryList, ...problems },
  }
  app.get('/v1/webhooks/:webhook_id/deliveries', { schema: list }, async (request) => {
    const { limit = DEFAULT_LIMIT, cursor, state } = request.query
    const after = cursor === undefined ? undefined : deliveryCursor.read(cursor)
    const { tenant } = principalOf(request)
    const rows = await store.listDeliveries(
      db,
      tenant,
      request.params.webhook_id,
      { state, after },
      limit + 1,
    )
    return pageOf(rows, limit, presentDelivery, ({ placed, id }) => deliveryCursor.write([placed, id]))
  })
  const replay = {
    tags,
    summary: 'Send a delivery again, under its id',
    params: contract.DeliveryParams,
    response: { 202: contract.Delivery, ...problems },
  }
  const path = '/v1/webhooks/:webhook_id/deliveries/:delivery_id/replay'
  app.post(path, { schema: replay }, async (request, reply) => {
    const { webhook_id, delivery_id } = request.params
    const delivery = await store.replayDelivery(db, principalOf(request).tenant, webhook_id, delivery_id)
    return reply.code(202).send(presentDelivery(delivery))
  })
}

const present = (row: store.Webhook): contract.Webhook => ({
  id: row.id,
  url: row.url,
  events: row.events.map(nameOf),
  created_by: row.created_by,
  created_at: row.created_at.toISOString(),
  disabled_at: row.disabled_at?.toISOString() ?? null,
})

const presentDelivery = (row: store.Delivery): contract.Delivery => ({
  id: row.id,
  type: nameOf(row.event_type),
  state: row.state,
  attempts: row.attempts,
  last_status: row.last_status,
  last_error: row.last_error,
  created_at: row.created_at.toISOString(),
  next_attempt_at: row.state === 'pending' ? row.next_attempt_at.toISOString() : null,
  delivered_at: row.delivered_at?.toISOString() ?? null,
})
