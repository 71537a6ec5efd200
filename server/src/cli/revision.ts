import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './command.ts'
import { writeWholeFile } from './whole-file.ts'

const FOLDER = join(import.meta.dirname, '..', 'db', 'migrations')

/** A new migration, numbered after the last, and its lines in the list. Gives the path of the file. */
export function writeRevision(message: string, folder = FOLDER): string {
  const words = message
    .toLowerCase()
    .match(/[a-z0-9]+/g)
    ?.join('-')
    .slice(0, 60)
  if (!words) throw new UsageError('-m needs words that make a file name.')
  const last = readdirSync(folder).map((name) => Number(/^(\d{4})-/.exec(name)?.[1] ?? 0))
  const name = `${String(Math.max(0, ...last) + 1).padStart(4, '0')}-${words}`
  const path = join(folder, `${name}.ts`)
  const list = addToList(readFileSync(join(folder, 'index.ts'), 'utf8'), name, words)
  writeFileSync(path, skeleton(message), { flag: 'wx' })
  writeWholeFile(join(folder, 'index.ts'), Buffer.from(list))
  return path
}

/** An import after the last one, an entry at the end of MIGRATIONS. */
function addToList(list: string, name: string, words: string): string {
  const identifier = `m${name.slice(0, 4)}${words.split('-').map(capital).join('')}`
  return list
    .replace(/(^import [^\n]*\n)(?!import )/m, `$1import * as ${identifier} from './${name}.ts'\n`)
    .replace(/(MIGRATIONS: Migrations = \{[\s\S]*?)\n\}/, `$1\n  '${name}': ${identifier},\n}`)
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

const skeleton = (message: string) => `import { sql, type QueryExecutorProvider } from 'kysely'

/** ${message.replaceAll('*/', '')} */

/** Whether a program that does not know this migration must stop; false for what only adds. */
export const breaking = false

export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql\`\`.execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql\`\`.execute(db)
}
`
