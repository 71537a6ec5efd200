import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from 'pg-boss'
import { DOCUMENT_QUEUE, QUEUE_SCHEMA } from './queue.ts'

/** The channel on which pg-boss 12 listens, and what it takes for a queue with new jobs. */
export const NOTIFY = `SELECT pg_notify('pgboss_' || left(encode(sha224('${QUEUE_SCHEMA}'::bytea), 'hex'), 24), '${DOCUMENT_QUEUE}')`

/** Milliseconds between two notifications of one process. */
const PAUSE = 20

/**
 * Wakes idle workers for jobs that are committed, once for all that come together. A NOTIFY in the transaction of the
 * job would make every commit wait for the one before it to reach the disk: PostgreSQL holds a lock on the channel
 * meanwhile (10 registering at once: a third of the rate). One that is lost costs the second until a worker looks.
 */
export class Announcer {
  readonly #db: () => Db
  #due = false
  #running: Promise<void> = Promise.resolve()

  constructor(db: () => Db) {
    this.#db = db
  }

  announce(): void {
    if (this.#due) return
    this.#due = true
    this.#running = this.#running.then(() => this.#notify())
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #notify(): Promise<void> {
    this.#due = false
    await this.#db()
      .executeSql(NOTIFY)
      .catch(() => undefined)
    await pause(PAUSE)
  }
}
