import { burst, listing, registrations, roomIn, type Burst } from './bursts.ts'
import { API_PROCESSES, makeTenant, setUp, times, WORKERS, type Stage, type Tenant } from './stage.ts'
import { ended, jain, watch } from './watch.ts'

export interface Measured {
  readonly bursts: readonly Burst[]
  /** Documents done while both had some waiting. */
  readonly shares: { readonly many: number; readonly few: number; readonly jain: number }
  readonly cap: { readonly limit: number; readonly most: number; readonly looks: number }
  readonly failed: number
}

interface Tenants {
  readonly many: Tenant
  readonly few: Tenant
}

const DOCUMENTS = { many: 400, few: 40 }
/** Requests a minute: of one key, and of a tenant over all its keys. */
const REQUESTS = { key: 150, tenant: 300 }
const CAP = 2
const UNLIMITED = 1_000_000_000

export async function measureTenants(print: (line: string) => void): Promise<Measured> {
  await using stack = new AsyncDisposableStack()
  const stage = await setUp(stack)
  print(`${API_PROCESSES} API processes and ${WORKERS} workers are ready`)
  const { database } = stage
  const quota = { documents_per_day: DOCUMENTS.many }
  const many = await makeTenant(database, 'many', quota)
  const few = await makeTenant(database, 'few', {
    documents_per_day: DOCUMENTS.few,
    requests_per_minute: REQUESTS.tenant,
  })
  const tenants = { many, few }
  await roomIn(86_400, 120)
  const sent = [await sendAll(stage, many, DOCUMENTS.many), await sendAll(stage, few, DOCUMENTS.few)]
  print('both tenants have sent their documents')
  const [shares, read] = await Promise.all([shareWorkers(stage, tenants), readALot(stage, tenants)])
  print('the shares are seen')
  const cap = await capJobs(stage, many, few)
  return { bursts: [...sent, ...read], shares, cap, failed: await failures(stage) }
}

/** A tenth more than it may. */
async function sendAll(stage: Stage, tenant: Tenant, limit: number): Promise<Burst> {
  const requests = await registrations(stage, tenant, await tenant.key(UNLIMITED), Math.round(limit * 1.1))
  const allowed = await burst(stage.apis, requests)
  return { what: 'documents a day of a tenant', limit, sent: requests.length, allowed }
}

/** Twice what they may in a minute: by one key, and by two keys of a tenant, all at once. */
async function readALot({ apis }: Stage, { many, few }: Tenants): Promise<readonly Burst[]> {
  const one = await many.key(REQUESTS.key)
  const two = [await few.key(UNLIMITED), await few.key(UNLIMITED)]
  const ofKey = times(REQUESTS.key * 2, () => listing(one))
  const ofTenant = two.flatMap((key) => times(REQUESTS.tenant, () => listing(key)))
  await roomIn(60, 20)
  const [byKey, byTenant] = await Promise.all([burst(apis, ofKey), burst(apis, ofTenant)])
  return [
    { what: 'requests a minute of a key', limit: REQUESTS.key, sent: ofKey.length, allowed: byKey },
    {
      what: 'requests a minute of a tenant',
      limit: REQUESTS.tenant,
      sent: ofTenant.length,
      allowed: byTenant,
    },
  ]
}

async function shareWorkers(
  { database: { db } }: Stage,
  { many, few }: Tenants,
): Promise<Measured['shares']> {
  // Far more than the other's share: enough to see that it is not fair.
  const plenty = DOCUMENTS.many - 4 * DOCUMENTS.few
  const looks = await watch(db, [many.id, few.id], ({ waiting }) => waiting[0] <= plenty || waiting[1] === 0)
  const [from, to] = [looks[0]?.at, looks.at(-2)?.at]
  if (from === undefined || to === undefined) throw new Error('the tenants were never both waiting')
  const done = {
    many: await ended(db, many.id, from, to),
    few: await ended(db, few.id, from, to),
  }
  return { ...done, jain: Math.round(jain([done.many, done.few]) * 1000) / 1000 }
}

/** Those at work may end first; then one tenant is alone, and a dozen of its documents are watched. */
async function capJobs({ database: { db } }: Stage, many: Tenant, few: Tenant): Promise<Measured['cap']> {
  await db.updateTable('tenants').set({ concurrent_jobs: CAP }).where('id', '=', many.id).execute()
  const ids = [many.id, few.id] as const
  const [last] = (await watch(db, ids, ({ active: [a, b] }) => a <= CAP && b === 0)).slice(-1)
  const until = Math.max(0, (last?.waiting[0] ?? 0) - 12)
  const looks = await watch(db, ids, ({ waiting }) => waiting[0] <= until)
  const most = Math.max(...looks.map(({ active }) => active[0]))
  return { limit: CAP, most, looks: looks.length }
}

async function failures({ database: { db } }: Stage): Promise<number> {
  const { failed } = await db
    .selectFrom('documents')
    .where('processing_status', 'in', ['FAILED', 'RETRYING'])
    .select((is) => is.fn.countAll<number>().as('failed'))
    .executeTakeFirstOrThrow()
  return failed
}
