import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentId } from '../ids.ts'
import { compareLogs, digestOf, LogCheck, type BrokenLeaf, type CheckpointFinding } from './check-log.ts'
import { checkpointName, type CheckpointFile, type Leaf } from './checkpoint.ts'
import { checkpointsFrom, leavesOf } from './checkpoint-store.ts'
import type { CheckpointPlace, KeptCheckpoint } from './places.ts'
import type { Keyring } from './signing.ts'

type Db = Kysely<Database>

export interface CheckpointSources {
  readonly db: Db
  readonly trusted: Keyring['trusted']
  /** The object store, then the second place where there is one. */
  readonly places: readonly CheckpointPlace[]
}

export interface LogVerdict {
  /** Checkpoints of the database. */
  readonly checkpoints: number
  /** Where else checkpoints were read, and how many. */
  readonly elsewhere: ReadonlyMap<string, number>
  readonly findings: readonly CheckpointFinding[]
}

const DATABASE = 'the database'
const AT_ONCE = 100

/**
 * Every checkpoint of every place that can be read: its signature, that it follows the one before, that its leaves are
 * those that were signed, that the places tell the same; and of each leaf, that the trail has that event still. With
 * `document` the leaves of that document alone are held against its trail.
 */
export async function verifyCheckpoints(
  sources: CheckpointSources,
  document?: DocumentId,
): Promise<LogVerdict> {
  const findings: CheckpointFinding[] = []
  const own = new LogCheck(DATABASE, sources.trusted)
  const follow = async (log: LogCheck, place: string, files: AsyncIterable<KeptCheckpoint>) => {
    for await (const { name, file } of files) {
      if (file === null || checkpointName(file.statement.number) !== name) {
        findings.push({
          place,
          checkpoint: null,
          document: null,
          detail: `${name} is no checkpoint of that number`,
        })
        continue
      }
      findings.push(...log.check(file))
      // What the database says already was held against the trails when it was read there.
      if (log !== own && own.seen.get(file.statement.number) === digestOf(file)) continue
      const leaves = file.leaves.filter((leaf) => document === undefined || leaf.document_id === document)
      for (const broken of await brokenLeaves(sources.db, leaves))
        findings.push({ place, checkpoint: file.statement.number, ...broken })
    }
  }

  await follow(own, DATABASE, ownCheckpoints(sources.db))
  const elsewhere = new Map<string, number>()
  for (const [index, place] of sources.places.entries()) {
    const files = place.read()
    if (files === null) continue
    const log = new LogCheck(place.name, sources.trusted)
    await follow(log, place.name, files)
    const written = await writtenTo(sources.db, index === 0 ? 'stored_at' : 'second_stored_at')
    findings.push(...compareLogs(own.seen, place.name, log.seen, (number) => written.has(number)))
    elsewhere.set(place.name, log.seen.size)
  }
  return { checkpoints: own.seen.size, elsewhere, findings }
}

async function* ownCheckpoints(db: Db): AsyncGenerator<KeptCheckpoint> {
  for (let first = 1; ;) {
    const checkpoints = await checkpointsFrom(db, first, AT_ONCE)
    for (const checkpoint of checkpoints) {
      const { number } = checkpoint.statement
      const file: CheckpointFile = { ...checkpoint, leaves: await leavesOf(db, number) }
      yield { name: checkpointName(number), file }
      first = number + 1
    }
    if (checkpoints.length < AT_ONCE) return
  }
}

async function writtenTo(db: Db, column: 'stored_at' | 'second_stored_at'): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('audit_checkpoints')
    .select('number')
    .where(column, 'is not', null)
    .execute()
  return new Set(rows.map(({ number }) => number))
}

/** Of these leaves those whose event is not there any more, or is another one. */
async function brokenLeaves(db: Db, leaves: readonly Leaf[]): Promise<BrokenLeaf[]> {
  if (leaves.length === 0) return []
  const { rows } = await sql<{
    document: string
    sequence: number
    found: string | null
    last: number | null
  }>`
    SELECT leaf.document_id AS document, leaf.sequence, event.hash AS found, trail.last_sequence AS last
    FROM jsonb_to_recordset(${JSON.stringify(leaves)}::jsonb) AS leaf (document_id uuid, sequence integer, hash text)
    LEFT JOIN processing_events event USING (document_id, sequence)
    LEFT JOIN audit_trails trail USING (document_id)
    WHERE event.hash IS DISTINCT FROM leaf.hash OR trail.last_sequence IS NULL OR trail.last_sequence < leaf.sequence
    ORDER BY 1, 2`.execute(db)
  return rows.map(({ document, sequence, found, last }) => ({
    document,
    detail: whatIsWrong(sequence, found, last),
  }))
}

function whatIsWrong(sequence: number, found: string | null, last: number | null): string {
  if (last === null) return 'its trail is gone'
  if (found === null || last < sequence) return `its trail was cut: event ${sequence} was there`
  return `event ${sequence} is another one than was signed`
}
