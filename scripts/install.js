// Before `npm start` and `npm test`: installs what is missing and builds the page when its sources changed.
// Plain JavaScript for Node 20 and newer without a dependency, for nothing else may be there yet.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const RUNTIME = join(ROOT, 'node_modules', '.bin', 'node')

/** What a person can put right: shown as one line, without a stack. */
class Refusal extends Error {}

try {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Refusal(`Node ${process.versions.node} is too old: install Node 20 or newer.`)
  }
  if (!installed() || !built()) {
    await takeTurn()
    if (!installed()) await install()
    if (!built()) await build()
  }
} catch (error) {
  console.error(error instanceof Refusal ? `ledger-lift: ${error.message}` : error)
  process.exitCode = 1
}

/** Whether node_modules holds every package of the lock that belongs on this machine, in its version. */
function installed() {
  try {
    const wanted = readJson('package-lock.json').packages
    const present = readJson('node_modules/.package-lock.json').packages
    return Object.keys(wanted).every((path) => {
      if (path === '' || isForOthers(wanted[path])) return true
      return (
        present[path]?.version === wanted[path].version && present[path]?.integrity === wanted[path].integrity
      )
    })
  } catch {
    return false
  }
}

/** npm leaves optional packages out by platform, and silently what only those need. */
function isForOthers({ optional, os, cpu, libc }) {
  if (!optional) return false
  if (!os && !cpu) return true
  return (
    Boolean(libc) ||
    !(os ?? [process.platform]).includes(process.platform) ||
    !(cpu ?? [process.arch]).includes(process.arch)
  )
}

async function install() {
  requireWritable(ROOT)
  console.error('ledger-lift: installing dependencies (the first time about a minute) …')
  const { code, output } = await npm(
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-progress',
  )
  if (code !== 0) throw new Refusal(explain(output))
  if (!installed()) throw new Refusal(`npm ci left packages out; run it in ${ROOT} and see what it says.`)
}

/** npm and the Node that started it, not the one in node_modules: that one is about to be replaced. */
function npm(...args) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  if (script?.endsWith('.js')) return run(node ?? process.execPath, [script, ...args])
  return run('npm', args, { shell: process.platform === 'win32' })
}

/** npm's many lines in one. */
function explain(output) {
  const code = /npm (?:error|ERR!) code (\w+)/.exec(output)?.[1] ?? ''
  const detail =
    /npm (?:error|ERR!) (?!code |errno |syscall |path )(\S.*)/.exec(output)?.[1] ?? 'npm ci failed'
  const known = [
    [
      /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|FETCH/,
      'the npm registry cannot be reached; check the network (and npm config get registry, proxy), then start again',
    ],
    [
      /EACCES|EPERM|EROFS/,
      `no permission to write to ${ROOT}; give this user the folder or check out elsewhere`,
    ],
    [/ENOSPC|EDQUOT/, 'the disk is full; about 1 GB is needed'],
    [/EUSAGE/, 'package.json and package-lock.json do not match; run npm install and commit both'],
    [/E401|E403/, 'the npm registry refuses access; check npm config get registry and its login'],
    [/EINTEGRITY/, 'a downloaded package is not the one in the lock; run npm cache verify, then start again'],
    [/ENOENT.*npm|npm: not found/, 'npm is not on the PATH; install it beside Node'],
  ].find(([pattern]) => pattern.test(code || output))
  return known ? `${known[1]}. (${code || 'npm'}: ${detail})` : `npm ci failed: ${code} ${detail}`
}

/** Whether web/dist was made from the sources that are there now. */
function built() {
  if (!existsSync(join(ROOT, 'web', 'index.html'))) return true
  try {
    return readFileSync(join(ROOT, 'web', 'dist', '.sources'), 'utf8') === fingerprint()
  } catch {
    return false
  }
}

/** SHA-256 over all that the page is made of. */
function fingerprint() {
  const hash = createHash('sha256')
  const sources = [
    ...files('web'),
    ...files('server/src', /contract\.ts$/),
    ...files('extraction/src', /model\.ts$/),
    'package-lock.json',
  ]
  for (const file of sources)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0')
  return hash.digest('hex')
}

function files(folder, pattern = /(?<!\.test\.tsx?)$/) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => pattern.test(file) && !/(^|[\\/])(dist[^\\/]*|node_modules)[\\/]/.test(file))
    .sort()
}

/** Built aside and swapped in, so that a server that runs keeps a whole page. */
async function build() {
  const [web, made] = [join(ROOT, 'web'), fingerprint()]
  requireWritable(web)
  console.error('ledger-lift: building the page …')
  const [fresh, dist, old] = ['dist.new', 'dist', 'dist.old'].map((name) => join(web, name))
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  const node = existsSync(RUNTIME) ? RUNTIME : process.execPath
  const { code, output } = await run(
    node,
    [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: web },
  )
  if (code !== 0) throw new Refusal(`the page could not be built:\n${output.trim()}`)
  writeFileSync(join(fresh, '.sources'), made)
  rmSync(old, { recursive: true, force: true })
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(fresh, dist)
  rmSync(old, { recursive: true, force: true })
}

/**
 * One at a time in this checkout: a local socket is the lock, for the system frees it with its process. Whoever
 * comes second waits for the connection to close.
 */
async function takeTurn() {
  const name = `ledger-lift-install-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`
  const address =
    { linux: `\0${name}`, win32: `\\\\.\\pipe\\${name}` }[process.platform] ?? join(tmpdir(), name)
  for (;;) {
    const server = createServer((waiting) => waiting.unref()).unref()
    const [error] = await new Promise((done) => {
      server.once('error', (failure) => done([failure])).listen(address, () => done([]))
    })
    if (!error) return
    if (error.code !== 'EADDRINUSE') throw error
    if (!(await waitFor(address)) && address.startsWith('/')) rmSync(address, { force: true })
  }
}

/** True once the other has gone; false when nobody was there, as after a crash where sockets are files. */
function waitFor(address) {
  return new Promise((done) => {
    const socket = connect(address, () =>
      console.error('ledger-lift: another start is installing; waiting for it …'),
    )
    socket.once('error', (error) => done(error.code !== 'ECONNREFUSED'))
    socket.once('close', () => done(true))
  })
}

function requireWritable(folder) {
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    throw new Refusal(
      `no permission to write to ${folder}; give this user the folder or check out elsewhere.`,
    )
  }
}

function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => done({ code: 1, output: `${command}: ${error.code} ${error.message}` }))
    child.once('close', (code) => done({ code, output }))
  })
}

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
}
