import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { newUuid } from '../uuid.ts'
import { createBackup, type BackupDeps } from './create-backup.ts'
import type { Manifest } from './manifest.ts'
import { withSession } from './session.ts'

const NAME = /^ledger-lift-\d{8}T\d{6}Z\.tar\.gz$/

export interface WrittenBackup {
  readonly path: string
  readonly bytes: number
  readonly manifest: Manifest
}

/** `ledger-lift-20260101T000000Z.tar.gz` */
export const backupName = (at: Date): string =>
  `ledger-lift-${at.toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '')}.tar.gz`

/** Whole or not at all, readable by its owner alone; the database remembers when it was made. */
export async function writeBackup(deps: BackupDeps, path: string): Promise<WrittenBackup> {
  const begun = new Date()
  const target = resolve(path)
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const half = `${target}.${process.pid}.part`
  try {
    const manifest = await createBackup(deps, createWriteStream(half, { flags: 'wx', mode: 0o600 }))
    await settle(half, target)
    const { size: bytes } = await stat(target)
    await remember(deps.url, target, bytes, manifest, begun)
    return { path: target, bytes, manifest }
  } finally {
    await rm(half, { force: true })
  }
}

/** On the disk before it has its name. */
async function settle(half: string, target: string): Promise<void> {
  const file = await open(half, 'r+')
  await file.sync().finally(() => file.close())
  await rename(half, target)
}

async function remember(
  url: string,
  location: string,
  bytes: number,
  manifest: Manifest,
  begun: Date,
): Promise<void> {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  await withSession(url, (client) =>
    client.query(
      `INSERT INTO backups (id, location, bytes, row_count, object_count, begun_at, finished_at)
        VALUES ($1, $2, $3, $4, $5, $6, greatest(now(), $6))`,
      [newUuid(), location, bytes, rows, manifest.objects.length, begun],
    ),
  )
}

/** The newest first; files that are not ours are not listed. */
export async function listBackups(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name))
}

/** Removes all but the newest `keep`, and what an interrupted one left. */
export async function pruneBackups(folder: string, keep: number): Promise<readonly string[]> {
  const old = (await listBackups(folder)).slice(keep)
  for (const path of old) await rm(path, { force: true })
  return old
}
