import { sql, type Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** What a database's public schema is made of, one line each, for tests to compare. The migrations' own tables are left out. */
export async function catalog(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    WITH own AS (
      SELECT c.oid, c.relname FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
        AND c.relname NOT IN ('schema_changes', 'kysely_migration', 'kysely_migration_lock')
    )
    SELECT format('column %s.%s %s%s default %s identity "%s"', relname, attname, format_type(atttypid, atttypmod),
      CASE WHEN attnotnull THEN ' not null' ELSE '' END, coalesce(pg_get_expr(adbin, adrelid), 'none'), attidentity) AS line
    FROM own JOIN pg_attribute a ON a.attrelid = own.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = own.oid AND d.adnum = attnum
    UNION ALL
    SELECT format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(k.oid))
    FROM own JOIN pg_constraint k ON k.conrelid = own.oid
    UNION ALL
    SELECT pg_get_indexdef(indexrelid) FROM own JOIN pg_index ON indrelid = own.oid
    UNION ALL
    SELECT pg_get_triggerdef(t.oid) FROM own JOIN pg_trigger t ON tgrelid = own.oid AND NOT tgisinternal
    UNION ALL
    SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('domain %s %s', typname, pg_get_constraintdef(k.oid))
    FROM pg_type t JOIN pg_constraint k ON k.contypid = t.oid WHERE typnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('sequence %s', relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    ORDER BY line`.execute(db)
  return rows.map(({ line }) => line)
}
