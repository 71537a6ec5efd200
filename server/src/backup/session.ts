import pg from 'pg'
import { connectionString } from '../db/connection-string.ts'
import { speak } from '../db/unavailable.ts'

/**
 * One connection that sees every tenant's rows and may take its time. Rejects with `database.unavailable` while the
 * database is away.
 */
export async function withSession<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: connectionString(url),
    application_name: 'ledger-lift-backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  client.on('error', () => undefined) // the statement under way rejects
  try {
    await client.connect()
    await client.query(`SET ledger_lift.tenant = '*'`)
    await client.query('SET statement_timeout = 0')
    await client.query('SET idle_in_transaction_session_timeout = 0')
    return await work(client)
  } catch (error) {
    throw speak(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}
