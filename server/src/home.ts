import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from './errors.ts'

/**
 * Makes LEDGER_LIFT_HOME if it is not there; throws `config.invalid` where that cannot be, or where nobody may write.
 * A folder at a time: Node's recursive mkdir never returns where a parent is there and takes none (/proc, Node 24.21).
 */
export function makeHome(home: string): void {
  try {
    make(home)
    accessSync(home, constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    const detail = `LEDGER_LIFT_HOME is ${JSON.stringify(home)}, where this user cannot keep files${code}; set it to a folder that can be written.`
    throw new AppError('config.invalid', detail, { cause: error })
  }
}

function make(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(folder) !== folder) make(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
