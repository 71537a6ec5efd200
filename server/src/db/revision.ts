import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

const FOLDER = join(import.meta.dirname, 'migrations')

/** Writes a new migration to be filled in, and its line in `migrations/index.ts`. Gives the path of the file. */
export async function revision(message: string, folder = FOLDER): Promise<string> {
  const words = message.toLowerCase().match(/[a-z0-9]+/g)
  if (words === null)
    throw new AppError('request.invalid', 'Say what the migration does: revision -m "add a column"')
  const index = join(folder, 'index.ts')
  const text = await readFile(index, 'utf8')
  const name = `${nextNumber(text)}-${words.join('-').slice(0, 60)}`
  const file = join(folder, `${name}.ts`)
  await writeFile(file, skeleton(message), { flag: 'wx' })
  await writeFile(index, registered(text, name, identifier(words)))
  return file
}

function nextNumber(index: string): string {
  const numbers = [...index.matchAll(/'\.\/(\d{4})-/g)].map(([, number]) => Number(number))
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0')
}

function registered(index: string, name: string, identifier: string): string {
  const imported = index.replace(
    /(import \* as [^]*?)\n\n/,
    `$1\nimport * as ${identifier} from './${name}.ts'\n\n`,
  )
  return imported.replace(/(MIGRATIONS: Migrations = \{[^]*?)\n\}/, `$1\n  '${name}': ${identifier},\n}`)
}

function identifier(words: readonly string[]): string {
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^\d/.test(joined) ? `change${joined}` : joined.charAt(0).toLowerCase() + joined.slice(1)
}

const skeleton = (message: string) => `import { sql, type QueryExecutorProvider } from 'kysely'

/** ${message.replaceAll('*/', '')} */

/** Whether a program that does not know this migration must stop. False for what only adds: it can go on. */
export const breaking = true

export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql\`SELECT 1\`.execute(db)
}

/** Gives exactly the schema before \`up\`; a test compares. */
export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql\`SELECT 1\`.execute(db)
}
`
