import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { DocumentRow } from '../documents/document-service.ts'
import { asTenant, forAllTenants } from '../db/tenancy.ts'
import { anyDocument, documentId, readDocument } from '../documents/queries.ts'
import { positionals, type Command } from './command.ts'
import { EXIT, exitForCode, type ExitStatus } from './exit.ts'
import { localActor } from './actor.ts'
import type { Program, System } from './program.ts'

/** Before everything that waits: somebody is looking. */
const PRIORITY = 1000
/** Milliseconds. */
const LOOK_EVERY = 200

export const processDocument: Command = {
  name: 'process-document',
  usage: 'ID',
  summary: 'Works one registered document now, again if it has ended, and waits for its end.',
  details: [
    'It is put first in the queue and worked here, or by another worker that takes it first.',
    'Exit status: 0 COMPLETED; else by why it FAILED, as for process-file.',
  ],
  async run(args, program) {
    const { positionals: given } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
    const id = documentId(...positionals(given, 'ID'))
    const { config, log } = program.configure()
    const settings = { log, config: { ...config, workerConcurrency: 1 } }
    const stop = program.stop.signal
    await using system = await program.openSystem(settings, { alone: false, role: 'worker', migrate: false })
    await system.prepare(stop)
    const row = await forAllTenants(() => anyDocument(system.database.db, id))
    await asTenant(row.tenant_id, () => putFirst(system, row))
    await system.work()
    return await tellEnd(await asTenant(row.tenant_id, () => ended(system, row, stop)), program)
  },
}

async function putFirst({ database, documents, queue }: System, row: DocumentRow): Promise<void> {
  const { id: document_id, tenant_id } = row
  if (hasEnded(row)) await documents.reprocess(tenant_id, document_id, localActor())
  if (row.processing_status === 'PROCESSING') return
  const options = { priority: PRIORITY, startAfter: new Date() }
  await database.db.transaction().execute((trx) => queue.enqueue(trx, { document_id, tenant_id }, options))
}

async function ended(
  { database }: System,
  { tenant_id, id }: DocumentRow,
  stop: AbortSignal,
): Promise<DocumentRow> {
  for (;;) {
    const row = await readDocument(database.db, tenant_id, id)
    if (hasEnded(row)) return row
    await pause(LOOK_EVERY, undefined, { signal: stop })
  }
}

const hasEnded = ({ processing_status: status }: DocumentRow) => status === 'COMPLETED' || status === 'FAILED'

async function tellEnd(row: DocumentRow, { output }: Program): Promise<ExitStatus> {
  await output.print(`${row.id}  ${row.processing_status}  ${row.page_count ?? 0} pages\n`)
  if (row.processing_status === 'COMPLETED' || !row.error_code) return EXIT.ok
  output.tell(`ledger-lift: ${row.error_message} (${row.error_code})`)
  return exitForCode(row.error_code)
}
