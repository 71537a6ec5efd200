import { parseArgs } from 'node:util'
import { current, downgrade, history, upgrade } from '../db/migrate.ts'
import type { Step } from '../db/migration-run.ts'
import { revision } from '../db/revision.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { EXIT } from './exit.ts'
import type { Database, Output } from './program.ts'

export const migrate: Command = {
  name: 'migrate',
  usage: 'upgrade [head|NAME] | downgrade -1|NAME|base | current | history | revision -m "…"',
  summary: 'Brings the schema of the database up or down, and says where it stands.',
  details: [
    'upgrade [head]        applies what is missing; all steps or none',
    'downgrade -1          undoes the last step; -2 the last two; base all; NAME all after it. DATA OF THE STEPS ARE LOST',
    'current               the last migration that is applied',
    'history               all of them, and when each was applied',
    'revision -m "words"   a new file in server/src/db/migrations, for a developer to fill in',
  ],
  async run(args, program) {
    // `-1` is a target here, not an option.
    const [verb, ...rest] = args.map((arg) => (/^-\d+$/.test(arg) ? `\\${arg}` : arg))
    const { values, positionals: given } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: { message: { type: 'string', short: 'm' } },
    })
    const targets = given.map((target) => target.replace(/^\\/, ''))
    if (verb === 'revision') {
      if (!values.message) throw new UsageError('-m "what it changes" is missing.')
      await program.output.print(`${await revision(values.message)}\n`)
      return EXIT.ok
    }
    const run = VERBS[verb ?? '']
    if (!run)
      throw new UsageError(
        `migrate takes ${Object.keys(VERBS).join(', ')} or revision, not ${verb ?? 'nothing'}.`,
      )
    await using database = await program.openDatabase(program.configure())
    await run(database, targets, program.output)
    return EXIT.ok
  },
}

type Verb = (database: Database, targets: readonly string[], output: Output) => Promise<void>

const VERBS: Readonly<Record<string, Verb>> = {
  async upgrade({ db }, targets, output) {
    const [target] = positionals(targets.length === 0 ? ['head'] : targets, 'TARGET')
    await output.print(told(await upgrade(db, target)))
  },
  async downgrade({ db }, targets, output) {
    const [target] = positionals(targets, 'TARGET (-1, base or a name)')
    await output.print(told(await downgrade(db, target)))
  },
  async current({ db }, targets, output) {
    positionals(targets)
    await output.print(`${(await current(db)) ?? 'base: no migration is applied'}\n`)
  },
  async history({ db }, targets, output) {
    positionals(targets)
    for (const { migration, appliedAt, breaking, known } of await history(db)) {
      const when = appliedAt ? `applied ${appliedAt.toISOString()}` : 'pending'
      const notes = [breaking && 'breaking', !known && 'of a newer program'].filter(Boolean).join(', ')
      await output.print(`${migration}  ${when}${notes && `  (${notes})`}\n`)
    }
  },
}

const told = (steps: readonly Step[]): string =>
  steps
    .map(({ migration, direction }) => `${direction === 'up' ? 'applied' : 'undone'} ${migration}\n`)
    .join('') || 'nothing to do\n'
