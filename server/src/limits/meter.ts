import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { asTenant } from '../db/tenancy.ts'
import type { TenantId } from '../ids.ts'

/** So many in each window of time, whichever process they come to. */
export interface Allowance {
  readonly tenant: TenantId
  /** What is counted, such as `requests:key:PREFIX`. */
  readonly subject: string
  readonly limit: number
  /** Seconds; windows begin at multiples of it since 1970. */
  readonly window: number
}

export interface Taken {
  readonly ok: boolean
  /** At least so many are left in the window, as far as this process knows. */
  readonly left: number
  /** Seconds until the next window. */
  readonly reset: number
  /** Of which window. */
  readonly start: number
}

export interface Meter {
  /** At once while the process has some in hand; it fetches more from the database by the fiftieth of the limit. */
  take(allowance: Allowance, amount?: number): Taken | Promise<Taken>
  /** What came to nothing is there again, for every process. */
  giveBack(allowance: Allowance, amount: number, taken: Taken): Promise<void>
  forgetOld(): Promise<void>
}

/** A process that ends wastes at most so much of the window; together they never give more than the limit. */
const SHARE = 50

interface InHand {
  readonly start: number
  /** Seconds since 1970, as the start is. */
  readonly end: number
  /** Fetched and not used. */
  left: number
  /** Of the window, over all processes, when last fetched. */
  used: number
  /** The limit under which nothing more can be had in this window; 0 while that was not seen. */
  emptyUnder: number
  fetching: Promise<unknown>
}

export function createMeter(db: Kysely<Database>, now: () => number = Date.now): Meter {
  const hands = new Map<string, InHand>()
  let nextLook = 0

  function handOf(allowance: Allowance): InHand {
    const key = `${allowance.tenant} ${allowance.subject}`
    const start = Math.floor(now() / 1000 / allowance.window) * allowance.window
    const known = hands.get(key)
    if (known?.start === start) return known
    letGoOld()
    const end = start + allowance.window
    const fresh = { start, end, left: 0, used: 0, emptyUnder: 0, fetching: Promise.resolve() }
    hands.set(key, fresh)
    return fresh
  }

  /** Of callers who came once: all of them are looked at once a minute at most. */
  function letGoOld(): void {
    const seconds = now() / 1000
    if (seconds < nextLook) return
    nextLook = seconds + 60
    for (const [key, { end }] of hands) if (end <= seconds) hands.delete(key)
  }

  const answer = (ok: boolean, hand: InHand, { limit, window }: Allowance): Taken => ({
    ok,
    left: Math.max(0, limit - hand.used) + hand.left,
    reset: Math.max(1, Math.ceil(hand.start + window - now() / 1000)),
    start: hand.start,
  })

  async function fetchAndTake(hand: InHand, allowance: Allowance, amount: number): Promise<boolean> {
    if (hand.left < amount) {
      const share = Math.max(amount, Math.floor(allowance.limit / SHARE))
      const got =
        (await fetchMore(db, hand, allowance, share)) || (await fetchMore(db, hand, allowance, amount))
      hand.emptyUnder = !got && amount === 1 ? allowance.limit : 0
    }
    if (hand.left < amount) return false
    hand.left -= amount
    return true
  }

  return {
    take(allowance, amount = 1) {
      const hand = handOf(allowance)
      if (hand.left >= amount) {
        hand.left -= amount
        return answer(true, hand, allowance)
      }
      if (allowance.limit <= hand.emptyUnder) return answer(false, hand, allowance)
      // One after the other: who waits takes from what the one before has fetched, or fails with it.
      const turn = hand.fetching.then(() => fetchAndTake(hand, allowance, amount))
      hand.fetching = turn
      turn.catch(() => {
        if (hand.fetching === turn) hand.fetching = Promise.resolve()
      })
      return turn.then((ok) => answer(ok, hand, allowance))
    },
    giveBack: (allowance, amount, { start }) => putBack(db, start, allowance, amount),
    async forgetOld() {
      await db
        .deleteFrom('meters')
        .where(sql<boolean>`window_start < now() - interval '2 days'`)
        .execute()
    },
  }
}

/** Whole or not at all: the condition and the count are one statement. */
async function fetchMore(
  db: Kysely<Database>,
  hand: InHand,
  { tenant, subject, limit }: Allowance,
  amount: number,
): Promise<boolean> {
  if (amount > limit) return false
  const { rows } = await asTenant(tenant, () =>
    sql<{ used: number }>`
      INSERT INTO meters AS m (tenant_id, subject, window_start, used)
      VALUES (${tenant}, ${subject}, to_timestamp(${hand.start}), ${amount})
      ON CONFLICT (tenant_id, subject, window_start) DO UPDATE SET used = m.used + excluded.used
      WHERE m.used + excluded.used <= ${limit}
      RETURNING used`.execute(db),
  )
  const [row] = rows
  if (row === undefined) return false
  hand.used = row.used
  hand.left += amount
  return true
}

async function putBack(
  db: Kysely<Database>,
  start: number,
  { tenant, subject }: Allowance,
  amount: number,
): Promise<void> {
  await asTenant(tenant, () =>
    db
      .updateTable('meters')
      .set({ used: sql`used - ${amount}` })
      .where('tenant_id', '=', tenant)
      .where('subject', '=', subject)
      .where('window_start', '=', new Date(start * 1000))
      .execute(),
  )
}
