import { parseArgs } from 'node:util'
import { DEFAULT_TENANT } from '../ids.ts'
import { EVENT_NAMES, nameOf } from '../webhooks/event-names.ts'
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  replayDelivery,
  rotateSecret,
  testWebhook,
  type WebhookSettings,
} from '../webhooks/store.ts'
import { localActor } from './actor.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { EXIT } from './exit.ts'
import type { Database } from './program.ts'

const VERBS = ['add', 'list', 'remove', 'rotate-secret', 'test', 'deliveries', 'replay'] as const
type Verb = (typeof VERBS)[number]

/** Of the default tenant; other tenants have the API. */
export const webhooks: Command = {
  name: 'webhooks',
  usage:
    'add URL [--events LIST] | list | remove ID | rotate-secret ID | test ID | deliveries ID | replay ID DELIVERY',
  summary: 'Tells other programs of what happens to documents (Standard Webhooks 1.0).',
  details: [
    `--events  separated by commas, all unless given: ${EVENT_NAMES.join(', ')}`,
    'The secret is shown once, when it is made. Private addresses need WEBHOOK_NETWORKS.',
  ],
  async run(args, program) {
    const { positionals: given, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { events: { type: 'string' } },
    })
    const [word, ...rest] = given
    const verb = VERBS.find((one) => one === word)
    if (verb === undefined) throw new UsageError(`webhooks takes ${VERBS.join(', ')}.`)
    const { config, ...settings } = program.configure()
    await using database = await program.openDatabase({ config, ...settings })
    const rules = { networks: config.webhookNetworks, http: config.webhookHttp }
    const lines = await ACTIONS[verb](database, { secretsKey: config.secretsKey, rules }, rest, values.events)
    await program.output.print(lines.map((line) => `${line}\n`).join(''))
    return EXIT.ok
  },
}

type Action = (
  database: Database,
  settings: WebhookSettings,
  given: readonly string[],
  events: string | undefined,
) => Promise<string[]>

const tenant = DEFAULT_TENANT

const ACTIONS: Readonly<Record<Verb, Action>> = {
  async add({ db }, settings, given, events) {
    const [url] = positionals(given, 'URL')
    const wanted = { tenant, url, events: chosen(events), actor: localActor() }
    const { webhook, secret } = await addWebhook(db, settings, wanted)
    return [webhook.id, secret]
  },
  async list({ db }) {
    return (await listWebhooks(db, tenant)).map(
      ({ id, url, events, disabled_at }) =>
        `${id}  ${url}  ${events.map(nameOf).join(',')}${disabled_at === null ? '' : '  disabled'}`,
    )
  },
  async remove({ db }, _, given) {
    await removeWebhook(db, tenant, positionals(given, 'ID')[0])
    return []
  },
  async 'rotate-secret'({ db }, settings, given) {
    return [(await rotateSecret(db, settings, tenant, positionals(given, 'ID')[0])).secret]
  },
  async test({ db }, _, given) {
    return [(await testWebhook(db, tenant, positionals(given, 'ID')[0])).id]
  },
  async deliveries({ db }, _, given) {
    const rows = await listDeliveries(db, tenant, positionals(given, 'ID')[0], {}, 200)
    return rows.map(
      ({ id, state, event_type, attempts, last_error }) =>
        `${id}  ${state}  ${nameOf(event_type)}  ${attempts} attempts${last_error === null ? '' : `  ${last_error}`}`,
    )
  },
  async replay({ db }, _, given) {
    const [id, delivery] = positionals(given, 'ID', 'DELIVERY')
    await replayDelivery(db, tenant, id, delivery)
    return []
  },
}

function chosen(list: string | undefined) {
  if (list === undefined) return EVENT_NAMES
  return list.split(',').map((word) => {
    const name = EVENT_NAMES.find((one) => one === word.trim())
    if (name === undefined)
      throw new UsageError(`There is no event ${JSON.stringify(word)}; there are ${EVENT_NAMES.join(', ')}.`)
    return name
  })
}
