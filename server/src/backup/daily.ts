import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Chore } from '../processing/janitor.ts'
import type { Log } from '../telemetry/log.ts'
import { backupName, listBackups, pruneBackups, writeBackup } from './backup-file.ts'
import type { BackupDeps } from './create-backup.ts'

export interface DailyBackup extends BackupDeps {
  readonly folder: string
  /** Hours between two backups. */
  readonly every: number
  /** How many are kept. */
  readonly keep: number
  readonly log: Log
}

const HOUR = 3_600_000

/** Of the embedded mode: looks every quarter of an hour whether the newest backup is old enough for another. */
export function dailyBackup(deps: DailyBackup): Chore {
  const { folder, every, keep, log } = deps
  return {
    name: 'backup',
    every: HOUR / 4,
    async run() {
      const [newest] = await listBackups(folder)
      if (newest !== undefined && Date.now() - (await stat(newest)).mtimeMs < every * HOUR) return
      await removeUnfinished(folder)
      const { path, bytes, manifest } = await writeBackup(deps, join(folder, backupName(new Date())))
      const removed = await pruneBackups(folder, keep)
      log.info(
        { path, bytes, objects: manifest.objects.length, removed: removed.length },
        'a backup was made',
      )
    },
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (/^ledger-lift-.*\.part$/.test(name)) await rm(join(folder, name), { force: true })
}
