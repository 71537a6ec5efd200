import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { QUICK } from '../server/src/db/testing.ts'
import { startEmbeddedPostgres } from '../server/src/embedded/postgres.ts'
import { verdict, type Counts } from './verdict.ts'

/**
 * `npm test [-- PART-OF-A-PATH… --name PATTERN]`: every `*.test.ts` of the workspaces, each file in its own process,
 * all on one PostgreSQL (`TEST_DATABASE_URL`, or one started here for the run).
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string', multiple: true, default: [] } },
})
const ROOT = join(import.meta.dirname, '..')
const WORKSPACES = '{extraction,databook,server,web,corpus,bench,scripts}'
/** A file that takes longer hangs; the longest takes about a minute. */
const FILE_TIMEOUT_MS = 240_000

/** One more than there are processors: the longest files wait half their time, for a lease to run out or a program to start. */
const AT_ONCE = 4

/** Tests that start programs and browsers take longest: begun first, none of them is worked alone at the end. */
const LONGEST = /^(server\/src\/(cli|faults)|web)\//
const rank = (file: string) => (LONGEST.test(file) ? 0 : 1)

const files = globSync(`${WORKSPACES}/**/*.test.ts`, {
  cwd: ROOT,
  exclude: (name) => name === 'node_modules',
})
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(relativeTo(part))))
  .sort()
  .sort((a, b) => rank(a) - rank(b))

/** Such a file passes in the runner's eyes, as one test that has the file's own name. */
const withoutTest = new Set<string>()

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())

/**
 * What Node makes of the sources is kept for the run: a start of the program takes half the time (two cores: 0.85 s
 * without, 0.45 with), and tests start it and themselves some hundred times. Of this run alone, so nothing is stale.
 */
const compiled = mkdtempSync(join(tmpdir(), 'll-compiled-'))
process.env['NODE_COMPILE_CACHE'] = compiled

const stopDatabase = files.some((file) => file.startsWith('server/'))
  ? await provideDatabase()
  : async () => {}
try {
  const { line, ok } = verdict(await runAll(files), interrupted.signal.aborted || withoutTest.size > 0)
  for (const file of withoutTest) console.log(`${file}: no test ran in this file`)
  console.log(line)
  process.exitCode = ok ? 0 : 1
} finally {
  await stopDatabase()
  rmSync(compiled, { recursive: true, force: true, maxRetries: 5 })
}

function relativeTo(part: string): string {
  return part.startsWith('/') ? relative(ROOT, part) : part.replace(/^\.\//, '')
}

/** One server for the run; each test file clones a migrated template in it. */
async function provideDatabase(): Promise<() => Promise<void>> {
  if (process.env['TEST_DATABASE_URL']) return async () => {}
  const home = mkdtempSync(join(tmpdir(), 'ledger-lift-test-'))
  const server = await startEmbeddedPostgres({ home, log: pino({ level: 'silent' }), settings: QUICK })
  process.env['TEST_DATABASE_URL'] = server.url
  return async () => {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

/** The runner's own counts over all files; undefined when it ended without. */
function runAll(paths: readonly string[]): Promise<Counts | undefined> {
  const stream = run({
    files: paths.map((path) => join(ROOT, path)),
    concurrency: Math.min(AT_ONCE, availableParallelism() + 1),
    timeout: FILE_TIMEOUT_MS,
    signal: interrupted.signal,
    testNamePatterns: values.name,
  })
  stream.on('test:pass', ({ name, file }) => {
    if (name === file && values.name.length === 0) withoutTest.add(relative(ROOT, name))
  })
  let counts: Counts | undefined
  stream.on('test:summary', (summary) => {
    if (summary.file === undefined) counts = summary.counts
  })
  return new Promise((done) => {
    const report = stream.compose(spec)
    report.pipe(process.stdout, { end: false })
    report.once('close', () => done(counts))
  })
}
