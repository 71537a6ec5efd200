import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * `npm run check`: all that must hold before a change is handed on, the quickest first. Each runs whatever became of
 * the one before; the exit status tells whether all held.
 */
const ROOT = join(import.meta.dirname, '..')
const node = process.execPath
const bin = (...path: string[]) => join(ROOT, 'node_modules', ...path)

const TSC = bin('typescript', 'bin', 'tsc')

const CHECKS: readonly (readonly [name: string, ...args: string[]])[] = [
  ['format', bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  ['types', TSC, '--noEmit'],
  ['types of the page', TSC, '--noEmit', '-p', 'web'],
  ['types of the corpus', TSC, '--noEmit', '-p', 'corpus'],
  ['generated docs', 'scripts/generate-docs.ts', '--check'],
  ['advisories', 'scripts/advisories.ts'],
  // The tidy test is one of them.
  ['tests', 'scripts/test.ts'],
]

const withoutTests = process.argv.includes('--without-tests')
const failed = CHECKS.filter(([name, ...args]) => {
  if (withoutTests && name === 'tests') return false
  console.log(`\n— ${name}`)
  return spawnSync(node, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0
}).map(([name]) => name)

console.log(failed.length === 0 ? '\nAll checks hold.' : `\nFailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
