import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { EXIT } from './exit.ts'
import { stopped } from './stop.ts'

export const worker: Command = {
  name: 'worker',
  usage: '',
  summary: 'Works documents from the queue, WORKER_CONCURRENCY at a time. Any number of them may run.',
  details: ['Told to stop, it finishes what it can within 20 seconds and hands the rest back.'],
  async run(args, program) {
    parseArgs({ args: [...args], options: {} })
    const settings = program.configure('INFO')
    const stop = program.stop.signal
    await using system = await program.openSystem(settings, { alone: false, role: 'worker', migrate: false })
    const address = await system.expose()
    if (address !== null) settings.log.info({ address }, 'metrics and probes of the worker')
    await system.prepare(stop)
    await system.work()
    await stopped(stop)
    return EXIT.ok
  },
}
