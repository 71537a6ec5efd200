import type { Program } from './program.ts'
import type { ExitStatus } from './exit.ts'

/** One command of `ledger-lift`: one file, and one line in `commands.ts`. */
export interface Command {
  readonly name: string
  /** What follows the name: `FILE [--out F]`. */
  readonly usage: string
  /** One sentence. */
  readonly summary: string
  /** Options and examples, one a line, as `--help` and the documentation show them. */
  readonly details: readonly string[]
  run(args: readonly string[], program: Program): Promise<ExitStatus>
}

/** The command line itself is wrong; the message says what would be right. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UsageError'
  }
}

/** Exactly the arguments that are named, in their order. */
export function positionals<const Names extends readonly string[]>(
  given: readonly string[],
  ...names: Names
): { readonly [K in keyof Names]: string } {
  const missing = names[given.length]
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`)
  if (given.length > names.length) throw new UsageError(`One argument too many: ${given[names.length]}.`)
  // As many strings as names: what the type says and `slice` does not.
  return given.slice(0, names.length) as unknown as { readonly [K in keyof Names]: string }
}
