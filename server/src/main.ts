import { readFileSync } from 'node:fs'
import { COMMANDS } from './cli/commands.ts'
import { processOutput } from './cli/output.ts'
import type { Program } from './cli/program.ts'
import { runCommandLine } from './cli/run.ts'
import { Stop } from './cli/stop.ts'
import { readConfig } from './config.ts'
import { createLogger } from './telemetry/log.ts'

/** The composition root: the only place that reads the environment and that knows which parts make up the system. */
const environment = process.env

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)

const program: Program = {
  version,
  // npm runs a script in the checkout's root and says where its user stood.
  directory:
    environment['npm_lifecycle_event'] === 'start'
      ? (environment['INIT_CWD'] ?? process.cwd())
      : process.cwd(),
  stop: new Stop(process),
  output: processOutput(process.stdout, process.stderr),
  configure() {
    const config = readConfig(environment)
    const terminal = process.stderr.isTTY === true
    const format = config.logFormat ?? (terminal ? 'pretty' : 'json')
    return { config, log: createLogger({ level: config.logLevel, format, colour: terminal }) }
  },
}

process.exitCode = await runCommandLine(process.argv.slice(2), COMMANDS, program)
