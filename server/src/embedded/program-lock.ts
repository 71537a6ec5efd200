import { Socket } from 'node:net'
import pg from 'pg'

/** Any fixed number: the advisory lock of "a Ledger Lift runs on this cluster". */
const LOCK = 0x1edce21f7

/** The lock is a session's: PostgreSQL frees it however the holder ends, so there is no stale one. */
export type Lock = HeldLock | { readonly taken: false; readonly by: string }

export interface HeldLock {
  readonly taken: true
  release(): Promise<void>
  /** Resolves when the server has ended the session. */
  readonly lost: Promise<void>
}

/** Rejects with the driver's error while the server cannot be reached. */
export async function takeProgramLock(url: string): Promise<Lock> {
  const socket = new Socket()
  const session = new pg.Client({
    stream: () => socket,
    connectionString: url,
    application_name: `ledger-lift ${process.pid}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  session.on('error', () => undefined) // 'end' follows, and is what the holder acts on
  const ended = new Promise<void>((resolve) => session.once('end', resolve))
  await session.connect()
  const { rows } = await session.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    LOCK,
  ])
  if (rows[0]?.locked) {
    socket.unref() // it keeps the lock, not the program
    const release = () => {
      socket.ref()
      return session.end()
    }
    return { taken: true, release, lost: ended }
  }
  const by = await holder(session)
  await session.end()
  return { taken: false, by }
}

async function holder(session: pg.Client): Promise<string> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND (l.classid::bigint << 32 | l.objid::bigint) = $1`,
    [LOCK],
  )
  return rows[0]?.name.replace('ledger-lift ', '') ?? 'unknown'
}
