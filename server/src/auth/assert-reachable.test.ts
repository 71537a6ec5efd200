import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { readConfig } from '../config.ts'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { assertReachable } from './assert-reachable.ts'
import { adminKey } from './testing.ts'

describe('listening to others than this machine', () => {
  let database: TestDatabase
  before(async () => {
    database = await testDatabase()
  })
  after(() => database.close())

  const reachable = (environment: Record<string, string>) =>
    assertReachable(readConfig(environment), database.db)
  const REFUSED = {
    code: 'config.invalid',
    message: /^HOST is "0\.0\.0\.0", but nobody elsewhere could sign in/,
  }

  it('is refused while nobody there could sign in', async () => {
    await reachable({})
    await reachable({ HOST: '::1' })
    await assert.rejects(reachable({ HOST: '0.0.0.0' }), REFUSED)
  })

  it('is allowed where access tokens are taken, and on a database of the firm', async () => {
    await reachable({ HOST: '0.0.0.0', OIDC_ISSUER: 'https://sso.example.com', OIDC_AUDIENCE: 'ledger' })
    await reachable({ HOST: '0.0.0.0', DATABASE_URL: 'postgresql://u@db/books' })
  })

  it('is allowed with a key, for as long as that is good', async () => {
    await adminKey(database.db)
    await reachable({ HOST: '0.0.0.0' })
    await database.db
      .updateTable('api_keys')
      .set({ expires_at: new Date(0) })
      .execute()
    await assert.rejects(reachable({ HOST: '0.0.0.0' }), REFUSED)
  })
})
