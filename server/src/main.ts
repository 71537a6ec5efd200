import { processOutput } from './cli/output.ts'
import type { Program } from './cli/program.ts'
import { runCommandLine } from './cli/run.ts'
import { Stop } from './cli/stop.ts'
import { readConfig } from './config.ts'
import { createLogger } from './telemetry/log.ts'

/**
 * The composition root, with `system.ts`: the only file that reads the environment, and what a command gets. The parts
 * of the system are loaded when a command asks for them, for they take a second.
 */

const environment = process.env

const program: Program = {
  // npm runs a script in the checkout's root, and says where its user stood.
  directory:
    environment['npm_lifecycle_event'] === 'start'
      ? (environment['INIT_CWD'] ?? process.cwd())
      : process.cwd(),
  stop: new Stop(process),
  output: processOutput(process.stdout, process.stderr),
  configure(usualLevel = 'WARNING') {
    const config = readConfig(environment)
    const terminal = process.stderr.isTTY === true
    const format = config.logFormat ?? (terminal ? 'pretty' : 'json')
    return { config, log: createLogger({ level: config.logLevel ?? usualLevel, format, colour: terminal }) }
  },
  openStorage: async (settings) => (await import('./system.ts')).openObjects(settings),
  openDatabase: async (settings) => (await import('./system.ts')).openAnyDatabase(settings, false),
  openSystem: async (settings, options) => (await import('./system.ts')).openSystem(settings, options),
}

process.exitCode = await runCommandLine(process.argv.slice(2), program)
