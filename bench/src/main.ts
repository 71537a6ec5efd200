import { accuracyCommand, accuracyUsage } from './accuracy/command.ts'
import { filingCommand, filingUsage } from './filing/command.ts'
import { loadCommand, loadUsage } from './load/command.ts'
import { speedCommand, speedUsage } from './speed/command.ts'

type Command = (args: readonly string[], print: (line: string) => void) => Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  accuracy: accuracyCommand,
  filing: filingCommand,
  load: loadCommand,
  speed: speedCommand,
}

const [name = '', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
if (command === undefined) {
  console.error(`npm run bench -- COMMAND\n\n  ${accuracyUsage}

  ${filingUsage}

  ${speedUsage}

  ${loadUsage}`)
  process.exitCode = 2
} else {
  process.exitCode = await command(args, console.log)
}
