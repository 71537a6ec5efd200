import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { VERSION } from '../server/src/about.ts'
import { openApiPage } from './docs/open-api-page.ts'
import { accessPage } from './docs/access-page.ts'
import { commandsPage, configurationPage, errorsPage } from './docs/pages.ts'

/** `npm run docs` writes docs/generated; `--check` only compares, and fails when a page is behind its table. */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'docs', 'generated')

const pages: Readonly<Record<string, string>> = {
  'configuration.md': configurationPage(),
  'errors.md': errorsPage(),
  'commands.md': await commandsPage(),
  'access.md': accessPage(),
  'openapi.json': await openApiPage(VERSION),
}

mkdirSync(FOLDER, { recursive: true })
const behind = Object.entries(pages).filter(([name, text]) => read(name) !== text)
for (const [name, text] of behind) {
  if (values.check) console.error(`docs/generated/${name} is behind; run npm run docs`)
  else writeFileSync(join(FOLDER, name), text)
}
if (values.check && behind.length > 0) process.exitCode = 1

function read(name: string): string | null {
  try {
    return readFileSync(join(FOLDER, name), 'utf8')
  } catch {
    return null
  }
}
