import assert from 'node:assert/strict'
import { fork, spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { AppError } from '../errors.ts'
import { asAccount } from './account.ts'
import { preparePlace, type Place } from './place.ts'
import { startEmbeddedPostgres } from './postgres.ts'
import { findPostmaster, isAlive } from './postmaster.ts'
import { installedPackage, openProgram } from './program.ts'

const log = pino({ level: 'silent' })
const home = mkdtempSync(join(tmpdir(), 'll-embedded-'))
const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
  const running = findPostmaster(place())
  if (running) process.kill(running.pid, 'SIGQUIT')
  rmSync(home, { recursive: true, maxRetries: 5, retryDelay: 100 })
})

const place = (): Place => preparePlace(home, log)

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

/** Another program on the same home. */
async function hold(): Promise<{ url: string; child: ChildProcess; ended: Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'holder.ts'), [home])
  children.push(child)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)))
    child.once('exit', () => reject(new Error('the holder did not start')))
  })
  return { url, child, ended }
}

const start = () => startEmbeddedPostgres({ home, log })

test('two starts at once on an empty home: one runs, the other says so', async () => {
  const results = await Promise.allSettled([start(), start()])
  const running = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  assert.equal(running.length, 1)
  assert.ok(refused[0] instanceof AppError && refused[0].code === 'start.already_running', String(refused[0]))
  assert.deepEqual(refused[0].context, { pid: String(process.pid) })
  await Promise.all(running.map(({ stop }) => stop()))
  assert.equal(findPostmaster(place()), null)
})

test('it is durable, keeps checksums and sorts the same everywhere', async () => {
  const { url, stop } = await start()
  const [settings] = await query(
    url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
       current_setting('full_page_writes') AS pages, current_setting('data_checksums') AS checksums,
       datlocprovider AS provider FROM pg_database WHERE datname = current_database()`,
  )
  assert.deepEqual(settings, { fsync: 'on', commit: 'on', pages: 'on', checksums: 'on', provider: 'b' })
  await stop()
})

test('its data, its secret and its socket are closed to others', async () => {
  const { stop } = await start()
  const { data, password, sockets } = place()
  for (const path of [data, password, sockets ?? data]) assert.equal(statSync(path).mode & 0o077, 0, path)
  await stop()
})

test('a second program is refused with the process that runs', async () => {
  const { child, ended } = await hold()
  await assert.rejects(start(), { code: 'start.already_running', context: { pid: String(child.pid) } })
  child.send('stop')
  await ended
  assert.equal(findPostmaster(place()), null)
})

test('a program that is killed leaves its server, which the next takes over with everything in it', async () => {
  const { url, child, ended } = await hold()
  await query(url, 'CREATE TABLE kept (id integer); INSERT INTO kept VALUES (1)')
  const orphan = findPostmaster(place())
  child.kill('SIGKILL')
  await ended
  const taken = await start()
  assert.deepEqual(findPostmaster(place()), orphan)
  assert.deepEqual(await query(taken.url, 'SELECT id FROM kept'), [{ id: 1 }])
  await taken.stop()
  assert.equal(findPostmaster(place()), null)
})

test('a program killed together with its server loses nothing', async () => {
  const { url, child, ended } = await hold()
  await query(url, 'INSERT INTO kept VALUES (2)')
  process.kill(findPostmaster(place())?.pid ?? assert.fail(), 'SIGKILL')
  child.kill('SIGKILL')
  await ended
  assert.ok(existsSync(join(place().data, 'postmaster.pid')))
  const next = await start()
  assert.deepEqual(await query(next.url, 'SELECT id FROM kept ORDER BY id'), [{ id: 1 }, { id: 2 }])
  await next.stop()
})

test('a process id left behind that now belongs to somebody else does not keep it from starting', async () => {
  const { data, account } = place()
  const stranger = spawn('sleep', ['60'], { ...asAccount(account), cwd: '/' })
  children.push(stranger)
  writeFileSync(join(data, 'postmaster.pid'), `${stranger.pid}\n${data}\n1700000000\n5432\n\n\n\nready\n`)
  const { stop } = await start()
  await stop()
})

test('a server that dies is started again, and the same address answers', async () => {
  const { url, stop } = await start()
  const first = findPostmaster(place())?.pid ?? assert.fail()
  process.kill(first, 'SIGKILL')
  for (let tries = 0; tries < 400; tries++) {
    const running = findPostmaster(place())
    if (running && running.pid !== first && (await query(url, 'SELECT 1').catch(() => null))) break
    await delay(50)
  }
  await query(url, 'SELECT 1')
  await assert.rejects(start(), { code: 'start.already_running' })
  await stop()
  assert.equal(isAlive(first), false)
})

test('a data directory of another major version is refused by name', async () => {
  const version = join(place().data, 'PG_VERSION')
  const right = readFileSync(version, 'utf8')
  writeFileSync(version, '12\n')
  await assert.rejects(start(), { code: 'start.database_failed', message: /PostgreSQL 12.*brings 18/ })
  writeFileSync(version, right)
})

const root = process.getuid?.() === 0
const needsRoot = root ? false : 'only root lends the server another account'

test(
  'a home that the lent account cannot reach has its data elsewhere, and says where',
  { skip: needsRoot },
  async (t) => {
    const outer = mkdtempSync(join(tmpdir(), 'll-closed-'))
    chmodSync(outer, 0o700)
    const closed = join(outer, 'home')
    const { data } = preparePlace(closed, log)
    t.after(() => [outer, dirname(data)].map((path) => rmSync(path, { recursive: true })))
    assert.ok(data.startsWith('/var/lib/ledger-lift/'))
    assert.match(readFileSync(join(closed, 'postgres-is-elsewhere.txt'), 'utf8'), new RegExp(dirname(data)))
    assert.equal(statSync(outer).mode & 0o777, 0o700)
    const { stop } = await startEmbeddedPostgres({ home: closed, log })
    await stop()
  },
)

test('binaries that the account cannot use where they are installed are copied to where it can', (t) => {
  const { account } = place()
  const outer = mkdtempSync(join(tmpdir(), 'll-installed-'))
  const shared = mkdtempSync(join(tmpdir(), 'll-shared-'))
  t.after(() => {
    chmodSync(outer, 0o700)
    for (const path of [outer, shared]) rmSync(path, { recursive: true })
  })
  chmodSync(shared, 0o755)
  const installed = join(outer, 'package')
  cpSync(join(installedPackage().directory, 'native'), join(installed, 'native'), {
    recursive: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  })
  chmodSync(root ? outer : join(installed, 'native', 'lib'), root ? 0o700 : 0o500)

  const program = openProgram(account, shared, { directory: installed, version: '18.4.0-test' })
  assert.ok(program.postgres.startsWith(join(shared, 'postgres-18.4.0-test')))
  assert.deepEqual(openProgram(account, shared, { directory: installed, version: '18.4.0-test' }), program)
})
