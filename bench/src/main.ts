import { accuracyCommand, accuracyUsage } from './accuracy/command.ts'
import { alertsCommand, alertsUsage } from './alerts/command.ts'
import { capacityCommand, capacityUsage } from './capacity/command.ts'
import { filingCommand, filingUsage } from './filing/command.ts'
import { fuzzCommand, fuzzUsage } from './fuzz/command.ts'
import { hostileCommand, hostileUsage } from './hostile/command.ts'
import { loadCommand, loadUsage } from './load/command.ts'
import { scansCommand, scansUsage } from './scans/command.ts'
import { operationsCommand, operationsUsage } from './operations/command.ts'
import { speedCommand, speedUsage } from './speed/command.ts'
import { tenantsCommand, tenantsUsage } from './tenants/command.ts'
import { upgradeCommand, upgradeUsage } from './upgrade/command.ts'

type Command = (args: readonly string[], print: (line: string) => void) => Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  accuracy: accuracyCommand,
  alerts: alertsCommand,
  capacity: capacityCommand,
  filing: filingCommand,
  fuzz: fuzzCommand,
  hostile: hostileCommand,
  load: loadCommand,
  scans: scansCommand,
  operations: operationsCommand,
  speed: speedCommand,
  tenants: tenantsCommand,
  upgrade: upgradeCommand,
}

const [name = '', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
if (command === undefined) {
  console.error(`npm run bench -- COMMAND\n\n  ${accuracyUsage}

  ${filingUsage}

  ${scansUsage}

  ${speedUsage}

  ${loadUsage}

  ${hostileUsage}

  ${fuzzUsage}

  ${alertsUsage}

  ${operationsUsage}

  ${capacityUsage}

  ${tenantsUsage}

  ${upgradeUsage}`)
  process.exitCode = 2
} else {
  process.exitCode = await command(args, console.log)
}
