import { parseArgs } from 'node:util'
import { localKey } from '../auth/local-key.ts'
import { SessionLink } from '../contract.ts'
import { AppError } from '../errors.ts'
import { ApiClient } from './api-client.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit.ts'
import { runningAddress } from './running.ts'

export const token: Command = {
  name: 'token',
  usage: '[--link]',
  summary: 'Prints the key of the embedded mode, for curl and scripts on this machine.',
  details: [
    'curl -H "Authorization: Bearer $(npx ledger-lift token)" http://127.0.0.1:8000/v1/documents',
    '--link   prints a new link instead, which signs a browser in, once; the system must be running',
    'The key is made by the first npm start and lies in LEDGER_LIFT_HOME, readable by its owner alone.',
  ],
  async run(args, program) {
    const { values } = parseArgs({ args: [...args], options: { link: { type: 'boolean', default: false } } })
    const { home, databaseUrl } = program.configure().config
    if (databaseUrl)
      throw new AppError(
        'config.invalid',
        'DATABASE_URL is set, where keys are made for each caller: npx ledger-lift keys create --role ROLE --name NAME.',
      )
    const key = localKey(home)
    if (key === null)
      throw new AppError(
        'config.invalid',
        `There is no key in ${home} yet: run npm start once, or set LEDGER_LIFT_HOME.`,
      )
    if (!values.link) {
      await program.output.print(`${key.token}\n`)
      return EXIT.ok
    }
    const address = await runningAddress(home)
    if (address === null)
      throw new AppError('server.stopping', 'Nothing runs on this data: start it with npm start.')
    const { url } = await new ApiClient(address, key.token, program.stop.signal).make(
      SessionLink,
      '/v1/session/links',
    )
    await program.output.print(`${url}\n`)
    return EXIT.ok
  },
}
