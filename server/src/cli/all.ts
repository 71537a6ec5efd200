import { parseArgs } from 'node:util'
import { assertReachable } from '../auth/assert-reachable.ts'
import type { Command } from './command.ts'
import { EXIT, type ExitStatus } from './exit.ts'
import type { Program, Settings, System } from './program.ts'
import { announce, withAddress } from './running.ts'
import { stopped } from './stop.ts'
import { workFiles } from './work-files.ts'

/** Milliseconds. Nobody likes to wait for Ctrl-C; what is not finished goes on at the next start. */
const GRACE = 3000

export const all: Command = {
  name: 'all',
  usage: '[FILE…]',
  summary:
    'The whole system in one process tree: database, storage, API, worker and page. This is npm start.',
  details: [
    'Without FILE it runs until Ctrl-C and prints its address.',
    'With FILEs each goes through the whole system, its workbook is written beside it (report.pdf → report.xlsx) and',
    'everything stops. A file that is there is never overwritten: another workbook becomes report (2).xlsx. A system',
    'that is already running on the same data is used. Exit status: 0 all done; else that of the first file that was',
    'not: 3 neither PDF nor DOCX, or damaged; 4 password; 5 over a limit; 6 read, but some pages failed; 7 unavailable.',
  ],
  async run(args, program) {
    const { positionals: files } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
    if (files.length > 0) return await workFiles(files, program.configure(), program)
    return await runAll(program.configure('INFO'), program)
  },
}

async function runAll(settings: Settings, program: Program): Promise<ExitStatus> {
  const { home } = settings.config
  const stop = program.stop.signal
  const options = { alone: true, role: 'worker', migrate: true, grace: GRACE } as const
  await using system = await program.openSystem(settings, options).catch(async (error: unknown) => {
    throw await withAddress(error, home)
  })
  await system.prepare(stop)
  await assertReachable(settings.config, system.database.db)
  using running = announce(home, await system.listen())
  await system.work()
  await program.output.print(`Ledger Lift is ready: ${running.address}\n`)
  await program.output.print(await howToSignIn(settings.config, system, running.address))
  if (program.output.isTerminal) program.output.tell('Ctrl-C stops it.')
  await stopped(stop)
  program.output.tell('ledger-lift: stopping …')
  return EXIT.ok
}

/** On a database of the firm's own, people sign in with keys and tokens of their own. */
async function howToSignIn(
  { databaseUrl }: Settings['config'],
  { access }: System,
  address: string,
): Promise<string> {
  if (databaseUrl) return 'Sign in with an API key: npx ledger-lift keys create --role admin\n'
  return `Sign in (this link works once):\n  ${await access.signInLink(address)}\n`
}
