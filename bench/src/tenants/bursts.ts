import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { keys } from '../../../server/src/storage/keys.ts'
import { times, type Stage, type Tenant } from './stage.ts'

/** Requests that were sent to all API processes in turn, and how many of them were let through. */
export interface Burst {
  readonly what: string
  readonly limit: number
  readonly sent: number
  readonly allowed: number
}

/** Each process has so many of a burst at once. */
const AT_ONCE = 4

/** Throws when an answer is neither that nor 429. */
export async function burst(
  apis: readonly string[],
  requests: readonly ((api: string) => Promise<Response>)[],
): Promise<number> {
  const left = [...requests]
  let allowed = 0
  const send = async (api: string) => {
    for (let request = left.pop(); request !== undefined; request = left.pop()) {
      const answer = await request(api)
      const text = await answer.text()
      if (answer.ok) allowed++
      else if (answer.status !== 429) throw new Error(`${answer.status}: ${text}`)
    }
  }
  await Promise.all(apis.flatMap((api) => times(AT_ONCE, () => send(api))))
  return allowed
}

export const listing = (key: string) => (api: string) =>
  fetch(`${api}/v1/documents?limit=1`, { headers: { authorization: `Bearer ${key}` } })

/** A page each, of tables that are read like any other. */
const PDF = join(import.meta.dirname, '../../../corpus/sideways-table/input.pdf')

/** As many registrations, their objects uploaded; no two of the same bytes. */
export async function registrations(stage: Stage, tenant: Tenant, key: string, count: number) {
  const pdf = await readFile(PDF)
  return Promise.all(
    times(count, async () => {
      const s3_key = keys.upload(tenant.id, randomUUID(), 'report.pdf')
      const bytes = Buffer.concat([pdf, Buffer.from(`% ${randomUUID()}\n`)])
      const content_type = 'application/pdf'
      await stage.storage.put(s3_key, bytes, { contentType: content_type })
      const file_size = bytes.length
      const body = JSON.stringify({ s3_key, original_filename: 'report.pdf', content_type, file_size })
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      return (api: string) => fetch(`${api}/v1/documents`, { method: 'POST', headers, body })
    }),
  )
}

/** Waits for the next window of so many seconds when less than that is left of this one. */
export async function roomIn(window: number, seconds: number): Promise<void> {
  const left = window - ((Date.now() / 1000) % window)
  if (left < seconds) await pause(left * 1000 + 50)
}
