import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { VERSION } from '../about.ts'
import { backupName, pruneBackups, writeBackup } from '../backup/backup-file.ts'
import type { Manifest } from '../backup/manifest.ts'
import { verifyBackup } from '../backup/read-backup.ts'
import { restoreBackup } from '../backup/restore-backup.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { EXIT } from './exit.ts'
import type { Program } from './program.ts'

export const backup: Command = {
  name: 'backup',
  usage: 'create [--to FOLDER|FILE.tar.gz] [--keep N] | verify FILE | restore FILE [--force]',
  summary: 'Rows and objects of one moment in one file, while the system works; and back from it.',
  details: [
    'create   to a new file in FOLDER: BACKUP_DIRECTORY, else LEDGER_LIFT_HOME/backups. --keep N removes all but the newest N',
    'verify   reads all of it and compares each part with its SHA-256',
    'restore  into an empty system, after it was verified. --force REMOVES everything that is there first. Nothing else',
    '         may run on the system meanwhile',
    'npm start makes one a day by itself: BACKUP_EVERY_HOURS, BACKUP_KEEP.',
  ],
  async run([verb = '', ...rest], program) {
    const { values, positionals: given } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        keep: { type: 'string' },
        force: { type: 'boolean', default: false },
      },
    })
    if (verb === 'create') await create(program, given, values.to, values.keep)
    else if (verb === 'verify') await verify(program, given)
    else if (verb === 'restore') await restore(program, given, values.force)
    else throw new UsageError(`backup takes create, verify or restore, not ${verb || 'nothing'}.`)
    return EXIT.ok
  },
}

async function create(program: Program, given: readonly string[], to?: string, keep?: string): Promise<void> {
  positionals(given)
  const settings = program.configure()
  const { config } = settings
  const wanted = resolve(program.directory, to ?? config.backupDirectory ?? join(config.home, 'backups'))
  const path = wanted.endsWith('.tar.gz') ? wanted : join(wanted, backupName(new Date()))
  if (keep !== undefined && !/^[1-9]\d{0,4}$/.test(keep))
    throw new UsageError('--keep takes a number from 1.')
  await using database = await program.openDatabase(settings)
  const storage = await program.openStorage(settings)
  try {
    const made = await writeBackup({ url: database.url, storage, version: VERSION }, path)
    await program.output.print(`${made.path}  ${made.bytes} bytes  ${told(made.manifest)}\n`)
  } finally {
    await storage.close()
  }
  if (keep === undefined || wanted === path) return
  for (const removed of await pruneBackups(wanted, Number(keep)))
    await program.output.print(`removed ${removed}\n`)
}

async function verify(program: Program, given: readonly string[]): Promise<void> {
  const [file] = positionals(given, 'FILE')
  const path = resolve(program.directory, file)
  await program.output.print(`${path}  whole  ${told(await verifyBackup(path))}\n`)
}

async function restore(program: Program, given: readonly string[], force: boolean): Promise<void> {
  const [file] = positionals(given, 'FILE')
  const settings = program.configure()
  await using database = await program.openDatabase(settings)
  const storage = await program.openStorage(settings)
  try {
    const { url, db } = database
    const manifest = await restoreBackup({ url, db, storage }, resolve(program.directory, file), force)
    await program.output.print(`restored  ${told(manifest)}\n`)
  } finally {
    await storage.close()
  }
}

function told({ begun_at, tables, objects, missing }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const lost =
    missing.length === 0 ? '' : `, ${missing.length} OBJECTS WERE MISSING: ${missing.slice(0, 3).join(', ')}`
  return `of ${begun_at}: ${rows} rows, ${objects.length} objects${lost}`
}
