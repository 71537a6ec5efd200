import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { forAllTenants } from '../db/tenancy.ts'
import type { DocumentId } from '../ids.ts'
import type { Log } from '../telemetry/log.ts'
import { messagesSince, type Message, type Seen, type Snapshot } from './progress-messages.ts'
import { readSnapshots, readSteps } from './progress-store.ts'

/** Milliseconds between two looks at the database, however many watch; slower while it is away. */
const EVERY = 400
const EVERY_WHILE_AWAY = 3_000

export interface Watcher {
  readonly document: DocumentId
  seen: Seen | null
  /** Told at most once a look. After `end` nothing follows. */
  tell(messages: readonly Message[]): void
}

export interface Watch {
  /** Tells what there is already at once; gives the way to stop. */
  add(watcher: Watcher): () => void
  close(): void
}

/** What somebody has missed who was told all up to `seen`. */
export async function missedSince(
  db: Kysely<Database>,
  document: DocumentId,
  seen: Seen,
): Promise<Message[]> {
  const snapshot = (await readSnapshots(db, [document])).get(document)
  return snapshot === undefined
    ? []
    : messagesSince(seen, snapshot, await readSteps(db, document, seen.sequence))
}

/** One look at the database serves all watchers of this process; none is taken while nobody watches. */
export function watchDocuments({ db, log }: { readonly db: Kysely<Database>; readonly log: Log }): Watch {
  const watchers = new Set<Watcher>()
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let again = false
  let closed = false

  async function look(): Promise<void> {
    if (looking) return void (again = true)
    looking = true
    clearTimeout(timer)
    let wait = EVERY
    do {
      again = false
      // Whoever watches a document was let in to it.
      wait = await forAllTenants(tellAll)
    } while (again)
    looking = false
    if (watchers.size > 0 && !closed) timer = setTimeout(look, wait)
  }

  async function tellAll(): Promise<number> {
    try {
      const byDocument = Map.groupBy(watchers, (watcher) => watcher.document)
      if (byDocument.size === 0) return EVERY
      const snapshots = await readSnapshots(db, [...byDocument.keys()])
      for (const [document, own] of byDocument) await tellOf(document, own, snapshots.get(document))
      return EVERY
    } catch (error) {
      log.warn({ err: error }, 'progress cannot be read; watchers wait')
      return EVERY_WHILE_AWAY
    }
  }

  async function tellOf(
    document: DocumentId,
    own: readonly Watcher[],
    snapshot: Snapshot | undefined,
  ): Promise<void> {
    if (snapshot === undefined) return
    const seen = own.flatMap((watcher) => (watcher.seen === null ? [] : [watcher.seen.sequence]))
    const since = Math.min(...seen, snapshot.sequence)
    const steps = since < snapshot.sequence ? await readSteps(db, document, since) : []
    for (const watcher of own) {
      const messages = messagesSince(watcher.seen, snapshot, steps)
      const last = messages.at(-1)?.seen ?? watcher.seen
      watcher.seen = last && { ...last, sequence: snapshot.sequence }
      if (messages.length > 0 && watchers.has(watcher)) watcher.tell(messages)
    }
  }

  return {
    add(watcher) {
      watchers.add(watcher)
      void look()
      return () => void watchers.delete(watcher)
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
