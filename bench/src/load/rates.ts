import autocannon from 'autocannon'
import type { Pool } from 'pg'

/** Requests a second, and how many were not answered with 2xx. */
export interface Rate {
  readonly perSecond: number
  readonly p99Ms: number
  readonly errors: number
}

export const CONNECTIONS = 10

export const bareRate = (url: string, seconds: number): Promise<Rate> => measure({ url, duration: seconds })

export const presignRate = (url: string, key: string, body: string, seconds: number): Promise<Rate> =>
  measure({ url: `${url}/v1/uploads/presign`, duration: seconds, ...post(key), body })

/** Each request registers another of the objects, all of them once. */
export function registerRate(url: string, key: string, bodies: readonly string[]): Promise<Rate> {
  const left = [...bodies]
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const body = left.pop()
    if (body === undefined) throw new Error('more requests than objects')
    return { ...request, body }
  }
  return measure({
    url: `${url}/v1/documents`,
    amount: bodies.length,
    requests: [{ ...post(key), setupRequest }],
  })
}

/** What the database alone can do: one row a transaction, on as many connections. */
export async function insertRate(pool: Pool, count: number): Promise<Rate> {
  await pool.query(
    'CREATE TABLE IF NOT EXISTS load_rows (id uuid PRIMARY KEY, name text NOT NULL, made timestamptz)',
  )
  const latencies: number[] = []
  let left = count
  const insert = async () => {
    while (left-- > 0) {
      const start = performance.now()
      await pool.query({ name: 'one-row', text: ONE_ROW, values: [crypto.randomUUID(), 'annual-report.pdf'] })
      latencies.push(performance.now() - start)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, insert))
  const seconds = (performance.now() - start) / 1000
  const p99Ms = latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? 0
  return { perSecond: count / seconds, p99Ms, errors: 0 }
}

const ONE_ROW = 'INSERT INTO load_rows (id, name, made) VALUES ($1, $2, now())'
const post = (key: string) =>
  ({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  }) as const

async function measure(options: autocannon.Options): Promise<Rate> {
  // A run of an amount ends with a sample: whole seconds, unless it is told otherwise. Milliseconds.
  const result = await autocannon({ connections: CONNECTIONS, sampleInt: 20, ...options })
  const seconds = (result.finish.getTime() - result.start.getTime()) / 1000
  return {
    perSecond: result['2xx'] / seconds,
    p99Ms: result.latency.p99,
    errors: result.non2xx + result.errors + result.timeouts,
  }
}
