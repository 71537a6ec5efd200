import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { writeWholeFile } from './whole-file.ts'

/** Where the system on this data is reached, for whoever starts a second one. */
export interface Announced extends Disposable {
  readonly address: string
}

const fileIn = (home: string) => join(home, 'running.json')

export function announce(home: string, address: string): Announced {
  writeWholeFile(fileIn(home), Buffer.from(JSON.stringify({ address, pid: process.pid })))
  return { address, [Symbol.dispose]: () => rmSync(fileIn(home), { force: true }) }
}

/** The address of a system on this data that answers; null when there is none, or one that was killed left its note. */
export async function runningAddress(home: string): Promise<string | null> {
  try {
    const { address }: { address: string } = JSON.parse(readFileSync(fileIn(home), 'utf8'))
    const { ok } = await fetch(`${address}/livez`, { signal: AbortSignal.timeout(2000) })
    return ok ? address : null
  } catch {
    return null
  }
}

/** `start.already_running`, with the address where it is known. Any other error as it is. */
export async function withAddress(error: unknown, home: string): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== 'start.already_running') return error
  const address = await runningAddress(home)
  if (!address) return error
  return new AppError(
    'start.already_running',
    `Ledger Lift is running on this data already: ${address} (process ${error.context['pid']}). Use it, stop it, or set LEDGER_LIFT_HOME to another folder.`,
    { cause: error, context: error.context },
  )
}
