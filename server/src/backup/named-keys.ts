import type pg from 'pg'

/** The columns that name an object which must be there. */
const NAMED = `
  SELECT s3_key AS key FROM documents
  UNION SELECT result_key FROM processing_runs WHERE status = 'PUBLISHED'
  UNION SELECT preview_key FROM pages
  UNION SELECT key FROM kept_batches`

export async function namedKeys(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ key: string | null }>(`${NAMED} ORDER BY key`)
  return new Set(rows.flatMap(({ key }) => key ?? []))
}

/** Of an upload, a document or a password, of which no backup has the row: it counts only while a row names it. */
export const isOwnKey = (key: string): boolean =>
  /^[0-9a-f-]{36}\/(uploads|staging|documents|passwords)\//.test(key)
