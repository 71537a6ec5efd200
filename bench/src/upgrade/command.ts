import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { thisMachine } from '../machine.ts'
import { beforeNewestMigration } from './earlier-program.ts'
import { upgradeUnderTraffic } from './measure.ts'

export const upgradeUsage = `upgrade
    Runs the program of an earlier commit and this one side by side on one database, with callers who go on all the time.
    [--from COMMIT]        unless given, the last one that does not know the newest migration
    [--accept]             record the numbers`

/** Resolves to the exit status: 1 for a request that failed, a document that was not worked or a broken invariant. */
export async function upgradeCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { from: { type: 'string' }, accept: { type: 'boolean', default: false } },
  })
  const from = values.from ?? beforeNewestMigration()
  if (from === null) {
    print('There is no history here to take the earlier program from. Nothing was tested.')
    return 7
  }
  const upgraded = await upgradeUnderTraffic(from, print)
  print(JSON.stringify(upgraded, null, 2))
  const { failures, broken, workedBy, documents } = upgraded
  const well = failures.length === 0 && broken.length === 0 && workedBy.older + workedBy.newer === documents
  if (values.accept && well) {
    const results = join(import.meta.dirname, '../../results/upgrade.json')
    writeFileSync(results, `${JSON.stringify({ machine: thisMachine(), ...upgraded }, null, 2)}\n`)
  }
  return well ? 0 : 1
}
