import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
const about: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

export const VERSION = about.version

/** The built page. */
export const WEB_ROOT = join(ROOT, 'web', 'dist')
