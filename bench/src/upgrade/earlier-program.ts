import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const FOLDER = 'server/src/db/migrations/'
const MIGRATIONS = `${FOLDER}index.ts`

const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()

/** The last commit that does not know the newest migration; null where the history is not at hand. */
export function beforeNewestMigration(): string | null {
  try {
    const newest = migrationsAt('HEAD').at(-1) ?? ''
    const earlier = git('log', '--format=%H', '--', MIGRATIONS).split('\n')
    return earlier.find((commit) => isWhole(commit) && !migrationsAt(commit).includes(newest)) ?? null
  } catch {
    return null
  }
}

const migrationsAt = (commit: string) =>
  [...git('show', `${commit}:${MIGRATIONS}`).matchAll(/'\.\/(\d[\w-]+\.ts)'/g)]
    .map(([, file = '']) => file)
    .sort()

/** A migration may have been listed in one commit and added in the next. */
function isWhole(commit: string): boolean {
  const there = new Set(git('ls-tree', '--name-only', commit, FOLDER).split('\n'))
  return migrationsAt(commit).every((file) => there.has(FOLDER + file))
}

/**
 * The program as it was at a commit, in `folder`: its own files, and the packages that are installed here, for a child
 * process may read nothing outside. Gives its main file.
 */
export function checkOut(commit: string, folder: string): string {
  mkdirSync(folder, { recursive: true })
  const archive = execFileSync('git', ['archive', commit], { cwd: ROOT, maxBuffer: 1024 ** 3 })
  execFileSync('tar', ['x', '-C', folder], { input: archive })
  const modules = [join(ROOT, 'node_modules'), join(folder, 'node_modules')]
  // Hard links take no room; another disk needs copies.
  if (spawnSync('cp', ['-al', ...modules]).status !== 0) execFileSync('cp', ['-aT', ...modules])
  return join(folder, 'server/src/main.ts')
}
