import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createKey } from '../../../server/src/auth/key-store.ts'
import { upgrade } from '../../../server/src/db/migrate.ts'
import { openDatabase } from '../../../server/src/db/pool.ts'
import { startEmbeddedPostgres } from '../../../server/src/embedded/postgres.ts'
import { DEFAULT_TENANT } from '../../../server/src/ids.ts'
import { keptSigningSecret } from '../../../server/src/storage/filesystem/signing-secret.ts'
import { keys } from '../../../server/src/storage/keys.ts'
import { openStorage } from '../../../server/src/storage/open-storage.ts'
import type { ObjectStorage } from '../../../server/src/storage/storage.ts'
import { bareRate, CONNECTIONS, insertRate, presignRate, registerRate, type Rate } from './rates.ts'
import { startApi, startBareServer, startOpenServer } from './servers.ts'

export interface LoadOptions {
  /** Each round measures all five, so that a machine that slows down slows them alike. */
  readonly rounds: number
  /** Of each measurement of a route. */
  readonly seconds: number
  /** Documents registered, and rows inserted, a round. */
  readonly documents: number
}

export interface Round {
  readonly bare: Rate
  /** As presign, by an API without keys, tenants and limits. */
  readonly open: Rate
  readonly presign: Rate
  readonly insert: Rate
  readonly register: Rate
}

const log = pino({ level: 'silent' })
export const PRESIGN_REQUEST = join(import.meta.dirname, '../../presign_request.json')
const PDF = Buffer.from('%PDF-1.7\n%%EOF\n')

/** The real program on a real database and a real directory, all of them made for this and removed after it. */
export async function measureLoad(options: LoadOptions, note: (line: string) => void): Promise<Round[]> {
  await using ends = new AsyncDisposableStack()
  const home = await mkdtemp(join(tmpdir(), 'll-load-'))
  ends.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startEmbeddedPostgres({ home: join(home, 'database'), log })
  ends.defer(() => postgres.stop())
  const database = openDatabase({ url: postgres.url, poolSize: CONNECTIONS, log })
  ends.defer(() => database.close())
  await upgrade(database.db)

  const directory = join(home, 'objects')
  const secret = keptSigningSecret(directory)
  const storage = openStorage({ driver: 'filesystem', directory, secret, publicUrl: () => '' })
  const api = ends.use(await startApi(home, postgres.url))
  const { token: key } = await createKey(database.db, {
    tenant: DEFAULT_TENANT,
    name: 'load',
    role: 'analyst',
    scopes: null,
    requestsPerMinute: 1_000_000_000,
    expiresAt: null,
    actor: 'bench',
  })
  const open = ends.use(await startOpenServer(home, postgres.url))
  const bare = ends.use(await startBareServer())
  const presign = await readFile(PRESIGN_REQUEST, 'utf8')

  const rounds: Round[] = []
  for (let round = 0; round <= options.rounds; round++) {
    // The first warms up: compilers, connections, caches.
    const { seconds, documents } = round === 0 ? { seconds: 1, documents: 5000 } : options
    const bodies = await uploadAll(storage, documents)
    const measured = {
      bare: await bareRate(bare.url, seconds),
      open: await presignRate(open.url, key, presign, seconds),
      presign: await presignRate(api.url, key, presign, seconds),
      insert: await insertRate(database.pool, documents),
      register: await registerRate(api.url, key, bodies),
    }
    note(line(round, measured))
    if (round > 0) rounds.push(measured)
  }
  return rounds
}

const line = (round: number, measured: Round) =>
  `${round === 0 ? 'warm-up' : `round ${round}`}: ${Object.entries(measured)
    .map(([name, rate]) => `${name} ${Math.round(rate.perSecond)}/s`)
    .join(', ')}`

/** The bodies that register as many small documents. */
async function uploadAll(storage: ObjectStorage, count: number): Promise<string[]> {
  const bodies: string[] = []
  const upload = async () => {
    while (bodies.length < count) {
      const s3_key = keys.upload(DEFAULT_TENANT, randomUUID(), 'annual-report.pdf')
      const content_type = 'application/pdf'
      const file_size = PDF.byteLength
      bodies.push(JSON.stringify({ s3_key, original_filename: 'annual-report.pdf', content_type, file_size }))
      await storage.put(s3_key, PDF, { contentType: content_type })
    }
  }
  await Promise.all(Array.from({ length: 16 }, upload))
  return bodies
}
