import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')

/** Permissive, or weak copyleft that stays with its own files; OFL is that of fonts. No GPL, no AGPL, nothing that is not said. */
const ALLOWED = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'CC-BY-4.0', 'Unlicense', 'Python-2.0', 'PostgreSQL', 'Zlib', 'WTFPL', 'MPL-2.0', 'OFL-1.1'],
])

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly link?: boolean
}

const { packages }: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
)

/** Some say their licence in a file only; each was read at this version. */
const READ: Readonly<Record<string, string>> = {
  'busboy@1.6.0': 'MIT',
  'humanize-number@0.0.2': 'MIT',
  'streamsearch@1.1.0': 'MIT',
}

const allowed = (expression: string): boolean =>
  expression
    .replace(/[()]/g, '')
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((one) => ALLOWED.has(one.trim())))

test('every package of the lock has a licence that a firm can live with', () => {
  const refused = Object.entries(packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .map(([path, { license, version }]) => {
      const name = path.split('node_modules/').at(-1) ?? path
      return `${name}@${version}: ${license ?? READ[`${name}@${version}`] ?? 'none said'}`
    })
    .filter((line) => !allowed(line.split(': ').at(-1) ?? ''))
  assert.deepEqual([...new Set(refused)], [])
})

test('the rule refuses what it must', () => {
  for (const expression of ['AGPL-3.0', 'GPL-3.0-only', 'none said', 'MIT AND GPL-2.0', 'SEE LICENSE IN x'])
    assert.equal(allowed(expression), false, expression)
  assert.equal(allowed('(MIT OR GPL-3.0)'), true)
})
