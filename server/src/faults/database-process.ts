import { openDatabase } from '../db/pool.ts'
import { upgrade } from '../db/migrate.ts'
import { startEmbeddedPostgres } from '../embedded/postgres.ts'
import { createLogger } from '../telemetry/log.ts'

/** The embedded database of a home, as durable as in production, as a process for the fault tests to kill. */
const log = createLogger({ level: 'INFO', format: 'json' })
const { url } = await startEmbeddedPostgres({ home: process.argv[2] ?? '', log })
const { db, close } = openDatabase({ url, poolSize: 1, log })
await upgrade(db)
await close()
process.send?.(url)
// As long as the test lives.
process.channel?.ref()
process.once('disconnect', () => process.exit())
