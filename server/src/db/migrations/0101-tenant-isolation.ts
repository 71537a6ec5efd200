import { sql, type QueryExecutorProvider } from 'kysely'

/** Whether a program that does not know this migration can go on with the schema it leaves. */
export const breaking = true

const ROLE = 'ledger_lift_program'

const ISOLATION = [
  // Roles are the server's, not the database's: another database may have made it, or be making it now.
  `DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${ROLE}') THEN
      CREATE ROLE ${ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'The role ${ROLE} is missing and this user may not make it. As an administrator: CREATE ROLE ${ROLE} NOLOGIN; GRANT ${ROLE} TO %', current_user;
  END $$`,
  `DO $$ BEGIN
    IF NOT pg_has_role(current_user, '${ROLE}', 'SET') THEN
      EXECUTE format('GRANT ${ROLE} TO %I', current_user);
    END IF;
  END $$`,
  `DO $$ DECLARE space text; BEGIN
    FOR space IN SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'pgboss') LOOP
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${ROLE}', space);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO ${ROLE}', space);
      EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO ${ROLE}', space);
    END LOOP;
  END $$`,
  // The queue makes its own schema at the first start of a program.
  `ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO ${ROLE}`,
  `ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${ROLE}`,
  `ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO ${ROLE}`,
  // Events are inserted and read, and nothing else.
  `REVOKE UPDATE, DELETE ON processing_events FROM ${ROLE}`,
  // Called after each upgrade: a later migration cannot forget it.
  `CREATE FUNCTION isolate_tenants() RETURNS void LANGUAGE plpgsql AS $$
    DECLARE found regclass;
    BEGIN
      FOR found IN
        SELECT a.attrelid FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attname = 'tenant_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
          AND c.relnamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
      LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', found);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', found);
        EXECUTE format($policy$CREATE POLICY own_tenant ON %s
          USING (current_setting('ledger_lift.tenant', true) IN ('*', tenant_id::text))$policy$, found);
      END LOOP;
    END $$`,
  `SELECT isolate_tenants()`,
]

export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of ISOLATION) await sql.raw(statement).execute(db)
}

/** The role stays: other databases of the server may use it. */
export async function down(db: QueryExecutorProvider): Promise<void> {
  const { rows } = await sql<{ table: string }>`
    SELECT polrelid::regclass::text AS "table" FROM pg_policy WHERE polname = 'own_tenant'`.execute(db)
  for (const { table } of rows) {
    await sql.raw(`DROP POLICY own_tenant ON ${table}`).execute(db)
    await sql.raw(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`).execute(db)
    await sql.raw(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`).execute(db)
  }
  await sql.raw('DROP FUNCTION isolate_tenants()').execute(db)
  await sql.raw(`ALTER DEFAULT PRIVILEGES REVOKE ALL ON SCHEMAS FROM ${ROLE}`).execute(db)
  await sql.raw(`ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM ${ROLE}`).execute(db)
  await sql.raw(`ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM ${ROLE}`).execute(db)
  await sql.raw(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${ROLE}`).execute(db)
  await sql.raw(`REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ${ROLE}`).execute(db)
  await sql.raw(`REVOKE ALL ON SCHEMA public FROM ${ROLE}`).execute(db)
}
