import type { Config } from '../config.ts'
import type { Stop } from './stop.ts'
import type { Log } from '../telemetry/log.ts'

/** What `main.ts` hands to a command. Nothing is opened before it is asked for. */
export interface Program {
  readonly version: string
  /** Where a relative FILE starts. */
  readonly directory: string
  readonly stop: Stop
  /** Throws `config.invalid`. */
  configure(): { readonly config: Config; readonly log: Log }
  readonly output: Output
}

export interface Output {
  /** Standard output is a terminal. */
  readonly isTerminal: boolean
  /** To standard output: the result, nothing else. A reader that has gone is no error. */
  print(result: string | Uint8Array): Promise<void>
  /** One line to standard error: for the person at the terminal. */
  tell(line: string): void
}
