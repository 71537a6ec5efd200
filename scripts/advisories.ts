import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { judgeAdvisories } from './judge-advisories.ts'

/** What `npm audit` says of the locked packages; 1 where an advisory is known that is moderate or worse. */
const ROOT = join(import.meta.dirname, '..')
const npm = process.env['npm_execpath']
const args = ['audit', '--json', '--package-lock-only']
const options = { cwd: ROOT, encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 1024 * 1024 } as const
const { stdout } = npm?.endsWith('.js')
  ? spawnSync(process.execPath, [npm, ...args], options)
  : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })

const { ok, lines } = judgeAdvisories(stdout)
for (const line of lines) console.log(line)
process.exitCode = ok ? 0 : 1
