import { parseArgs } from 'node:util'
import { assertReachable } from '../auth/assert-reachable.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit.ts'
import { stopped } from './stop.ts'

export const serve: Command = {
  name: 'serve',
  usage: '',
  summary: 'The API and the page. Any number of them may run, with workers beside them.',
  details: [
    'The database must have been upgraded: ledger-lift migrate upgrade head. While it is away, the API answers 503 and',
    '/readyz says so.',
  ],
  async run(args, program) {
    parseArgs({ args: [...args], options: {} })
    const settings = program.configure('INFO')
    const stop = program.stop.signal
    await using system = await program.openSystem(settings, {
      alone: false,
      role: 'producer',
      migrate: false,
    })
    await assertReachable(settings.config, system.database.db)
    const address = await system.listen()
    await system.prepare(stop)
    settings.log.info({ address }, 'the API is ready')
    await stopped(stop)
    return EXIT.ok
  },
}
