import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { VERSION, WEB_ROOT } from '../about.ts'
import type { Command } from './command.ts'
import {
  examineDatabase,
  examineEngine,
  examineFolder,
  examineQueue,
  examineReplica,
  examineSigning,
  examineStorage,
} from './examinations.ts'
import { EXIT, exitFor } from './exit.ts'
import type { Program, Settings } from './program.ts'

/** What was looked at, how it is, and what to do where it is not well. */
export interface Finding {
  readonly about: string
  readonly well: boolean
  readonly says: string
  readonly todo?: string
}

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary:
    'Looks at configuration, runtime, data folder, signing key, database, storage and queue, and says what to do.',
  details: ['Exit status: 0 all is well; 8 something is not.'],
  async run(args, program) {
    parseArgs({ args: [...args], options: {} })
    let well = true
    for await (const finding of examine(program)) {
      well &&= finding.well
      const mark = finding.well ? 'ok  ' : 'FAIL'
      await program.output.print(`${mark}  ${finding.about.padEnd(14)}${finding.says}\n`)
      if (finding.todo) await program.output.print(`      ${' '.repeat(14)}→ ${finding.todo}\n`)
    }
    return well ? EXIT.ok : EXIT.findings
  },
}

async function* examine(program: Program): AsyncGenerator<Finding> {
  yield {
    about: 'program',
    well: true,
    says: `Ledger Lift ${VERSION} on Node ${process.versions.node}, ${process.platform}-${process.arch}`,
  }
  const settings = configured(program)
  if ('finding' in settings) return yield settings.finding
  const { config } = settings
  yield {
    about: 'configuration',
    well: true,
    says: config.databaseUrl ? 'database by DATABASE_URL' : `embedded database in ${config.home}`,
  }
  yield await attempt(
    'engine',
    () => examineEngine(settings.log),
    'Run npm ci; if it stays, LOG_LEVEL=DEBUG shows more.',
  )
  if (!config.databaseUrl || !config.s3Bucket)
    yield await attempt(
      'data folder',
      () => examineFolder(config.home),
      `Make ${config.home} writable for this user, or set LEDGER_LIFT_HOME.`,
    )
  yield pageBuilt()
  yield await attempt(
    'signing key',
    () => examineSigning(config),
    'Let this user read it, or put the right key there; the public keys of earlier ones stand beside it.',
  )
  yield* examineData(settings, program)
}

async function* examineData(settings: Settings, program: Program): AsyncGenerator<Finding> {
  const away = settings.config.databaseUrl
    ? 'Check DATABASE_URL, that PostgreSQL runs, and that this machine may reach it.'
    : 'See postgres.log in the data folder.'
  yield await attempt(
    'storage',
    () => examineStorage(settings, program),
    'Check S3_ENDPOINT, S3_BUCKET, the keys and the permissions of the bucket, or the data folder.',
  )
  try {
    await using database = await program.openDatabase(settings)
    const found = await attempt('database', () => examineDatabase(database), away)
    yield found
    if (database.replica)
      yield await attempt(
        'replica',
        () => examineReplica(database),
        'Check DATABASE_READ_URL and that the replica runs. Until then the primary answers its reads.',
      )
    if (found.well)
      yield await attempt(
        'queue',
        () => examineQueue(database),
        'Start ledger-lift worker or npm start once: it sets the queue up.',
      )
  } catch (error) {
    yield { about: 'database', well: false, says: exitFor(error).line, todo: away }
  }
}

function configured(program: Program): Settings | { readonly finding: Finding } {
  try {
    return program.configure()
  } catch (error) {
    const todo = 'docs/generated/configuration.md lists every variable.'
    return { finding: { about: 'configuration', well: false, says: exitFor(error).line, todo } }
  }
}

async function attempt(
  about: string,
  look: () => Promise<Omit<Finding, 'about'>>,
  todo: string,
): Promise<Finding> {
  try {
    return { about, ...(await look()) }
  } catch (error) {
    return { about, well: false, says: exitFor(error).line, todo }
  }
}

function pageBuilt(): Finding {
  if (existsSync(join(WEB_ROOT, 'index.html'))) return { about: 'page', well: true, says: 'built' }
  return { about: 'page', well: false, says: 'not built', todo: 'Run npm start, or npm run build -w web.' }
}
