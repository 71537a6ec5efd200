import type pg from 'pg'
import copy from 'pg-copy-streams'
import { ROWS, type EntryRecord, type TableRecord } from './manifest.ts'
import { quoted, type Table } from './tables.ts'

/** Bytes of rows in one entry: an entry of a tar says its size first. */
const CHUNK = 8 * 1024 * 1024

/** The rows of a table as PostgreSQL writes them, cut at the ends of lines. */
export async function copyTable(
  client: pg.Client,
  { name, columns }: Table,
  add: (entry: string, bytes: Buffer) => Promise<EntryRecord>,
): Promise<TableRecord> {
  const list = columns.map(quoted).join(', ')
  const stream = client.query(copy.to(`COPY (SELECT ${list} FROM ${quoted(name)}) TO STDOUT`))
  const chunks: EntryRecord[] = []
  let held: Buffer[] = []
  let size = 0
  const flush = async () => {
    if (size === 0) return
    chunks.push(
      await add(`${ROWS}${name}/${String(chunks.length).padStart(6, '0')}.copy`, Buffer.concat(held)),
    )
    held = []
    size = 0
  }
  for await (const chunk of stream) {
    held.push(chunk)
    size += chunk.length
    // PostgreSQL sends whole lines.
    if (size >= CHUNK && chunk.at(-1) === 10) await flush()
  }
  await flush()
  return { name, columns, rows: stream.rowCount, chunks }
}
