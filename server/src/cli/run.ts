import { UsageError, type Command } from './command.ts'
import { EXIT, exitFor, type ExitStatus } from './exit.ts'
import { commandHelp, nearest, overview } from './help.ts'
import type { Program } from './program.ts'

/** Finds the command, runs it, and turns whatever it throws into one line and an exit status. */
export async function runCommandLine(
  [name, ...args]: readonly string[],
  commands: readonly Command[],
  program: Program,
): Promise<ExitStatus> {
  try {
    if (name === '--version' || name === '-v') return await say(program, program.version)
    if (name === undefined || name === 'help' || isHelp(name)) {
      const about = commands.find((command) => command.name === args[0])
      await say(program, about ? commandHelp(about) : overview(commands))
      return name === undefined ? EXIT.usage : EXIT.ok
    }
    const command = commands.find((one) => one.name === name)
    if (!command)
      throw new UsageError(`There is no command ${JSON.stringify(name)}.${nearest(name, commands)}`)
    if (beforeDashes(args).some(isHelp)) return await say(program, commandHelp(command))
    return await command.run(args, program)
  } catch (error) {
    const known = commands.some((command) => command.name === name)
    return explain(error, known ? `ledger-lift ${name} --help` : undefined, program)
  }
}

function explain(error: unknown, help: string | undefined, { output }: Program): ExitStatus {
  const { status, line } = exitFor(error)
  output.tell(`ledger-lift: ${line}${help && error instanceof UsageError ? ` See ${help}.` : ''}`)
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
