import { parseArgs } from 'node:util'
import { createRead } from '../db/replica.ts'
import { listDocuments, type ListedDocument } from '../documents/queries.ts'
import { presentDocument } from '../documents/present.ts'
import { PROCESSING_STATUSES } from '../events.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import { UsageError, type Command } from './command.ts'
import { EXIT } from './exit.ts'

export const listDocumentsCommand: Command = {
  name: 'list-documents',
  usage: '[--status STATUS] [--name PART] [--limit N] [--json]',
  summary: 'The registered documents, newest first.',
  details: [
    `--status   ${PROCESSING_STATUSES.join(', ')}`,
    '--name     part of the filename, in any case',
    '--limit N  50 unless given',
    '--json     one JSON object a line, as the API gives them',
  ],
  async run(args, program) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        status: { type: 'string' },
        name: { type: 'string' },
        limit: { type: 'string', default: '50' },
        json: { type: 'boolean', default: false },
      },
    })
    const status = PROCESSING_STATUSES.find((one) => one === values.status?.toUpperCase())
    if (values.status !== undefined && !status) {
      throw new UsageError(
        `--status is ${values.status} but must be one of ${PROCESSING_STATUSES.join(', ')}.`,
      )
    }
    if (!/^[1-9]\d{0,5}$/.test(values.limit)) throw new UsageError('--limit must be a whole number from 1.')
    await using database = await program.openDatabase(program.configure())
    const filter = { status, filename: values.name }
    const read = createRead(database)
    const documents = await read((db) => listDocuments(db, DEFAULT_TENANT, filter, Number(values.limit)))
    await program.output.print(values.json ? asJson(documents) : asTable(documents))
    return EXIT.ok
  },
}

const asJson = (documents: readonly ListedDocument[]) =>
  documents.map((row) => `${JSON.stringify(presentDocument(row))}\n`).join('')

function asTable(documents: readonly ListedDocument[]): string {
  if (documents.length === 0) return 'No documents.\n'
  return documents
    .map((row) => {
      const pages = row.page_count === null ? '' : `${row.page_count} p.`
      const created = row.created_at.toISOString().slice(0, 16).replace('T', ' ')
      const why = row.error_code ? `  ${row.error_code}` : ''
      return `${row.id}  ${row.processing_status.padEnd(10)}  ${created}  ${pages.padStart(7)}  ${printable(row.original_filename)}${why}\n`
    })
    .join('')
}

/** A filename cannot move the cursor of a terminal. */
const printable = (name: string) =>
  name.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·')
