import { readFileSync, statSync } from 'node:fs'
import { AppError } from '../errors.ts'

/** The user that Postgres runs as. It refuses root, so root lends it an unprivileged one. */
export type Account =
  { readonly kind: 'own' } | { readonly kind: 'lent'; readonly uid: number; readonly gid: number }

const NOBODY = 65534

/**
 * Ourselves, unless we are root: then the owner of the data that is there already, else `nobody`.
 * `data`: the directory of the cluster, there or not.
 */
export function chooseAccount(data: string): Account {
  const owner = statSync(data, { throwIfNoEntry: false })
  if (process.getuid?.() !== 0) {
    if (owner && process.getuid && owner.uid !== process.getuid()) throw notOurs(data, owner.uid)
    return { kind: 'own' }
  }
  if (owner && owner.uid !== 0) return { kind: 'lent', uid: owner.uid, gid: owner.gid }
  return { kind: 'lent', ...nobody(readFileSync('/etc/passwd', 'utf8')) }
}

/** uid and gid of `nobody` in a passwd file. */
export function nobody(passwd: string): { uid: number; gid: number } {
  const [, , uid, gid] =
    passwd
      .split('\n')
      .find((line) => line.startsWith('nobody:'))
      ?.split(':') ?? []
  return { uid: Number(uid ?? NOBODY), gid: Number(gid ?? NOBODY) }
}

/** The options of `spawn` that make a child run as the account. */
export const asAccount = (account: Account): { uid?: number; gid?: number } =>
  account.kind === 'own' ? {} : { uid: account.uid, gid: account.gid }

function notOurs(data: string, uid: number): AppError {
  return new AppError(
    'start.database_failed',
    `The database in ${data} belongs to user ${uid}. Start as that user or as root, or set LEDGER_LIFT_HOME to another directory.`,
  )
}
