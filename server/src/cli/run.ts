import { VERSION } from '../about.ts'
import { UsageError } from './command.ts'
import { COMMANDS, loadCommands } from './commands.ts'
import { EXIT, exitFor, type ExitStatus } from './exit.ts'
import { commandHelp, nearest, overview } from './help.ts'
import type { Program } from './program.ts'

/** Finds the command, runs it, and turns whatever it throws into one line and an exit status. */
export async function runCommandLine(args: readonly string[], program: Program): Promise<ExitStatus> {
  const [name, ...rest] = args
  try {
    if (name === '--version' || name === '-v') return await say(program, VERSION)
    if (name === undefined) return await help(program, rest, EXIT.usage)
    if (name === 'help' || isHelp(name)) return await help(program, rest, EXIT.ok)
    const command = await COMMANDS[name]?.()
    if (!command) {
      const hint = nearest(name, Object.keys(COMMANDS))
      throw new UsageError(`There is no command ${JSON.stringify(name)}. ${hint}`)
    }
    if (beforeDashes(rest).some(isHelp)) return await say(program, commandHelp(command))
    return await command.run(rest, program)
  } catch (error) {
    const known = name !== undefined && Object.hasOwn(COMMANDS, name)
    return explain(error, known ? `ledger-lift ${name} --help` : undefined, program)
  }
}

async function help(
  program: Program,
  [about = '']: readonly string[],
  status: ExitStatus,
): Promise<ExitStatus> {
  const command = await COMMANDS[about]?.()
  await say(program, command ? commandHelp(command) : overview(await loadCommands()))
  return status
}

function explain(error: unknown, helpAt: string | undefined, program: Program): ExitStatus {
  const { output, stop } = program
  if (stop.requested) return EXIT.interrupted
  const { status, line, usage } = exitFor(error)
  output.tell(`ledger-lift: ${line}${helpAt && usage ? ` See ${helpAt}.` : ''}`)
  if (status === EXIT.bug) program.configure().log.debug({ err: error }, 'where the bug is')
  return status
}

async function say(program: Program, text: string): Promise<ExitStatus> {
  await program.output.print(`${text}\n`)
  return EXIT.ok
}

const isHelp = (arg: string) => arg === '--help' || arg === '-h'

function beforeDashes(args: readonly string[]): readonly string[] {
  const dashes = args.indexOf('--')
  return dashes === -1 ? args : args.slice(0, dashes)
}
