import { sql, type QueryExecutorProvider } from 'kysely'

export const breaking = false

const STATEMENTS = [
  `CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2048),
    events jsonb NOT NULL CHECK (jsonb_typeof(events) = 'array'),
    secret text NOT NULL,
    previous_secret text,
    previous_until timestamptz,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz
  )`,
  `CREATE INDEX webhooks_by_tenant ON webhooks (tenant_id, created_at)`,
  `CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    webhook_id uuid NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_type text NOT NULL,
    event_at timestamptz NOT NULL,
    data jsonb NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    last_status integer,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    CONSTRAINT webhook_deliveries_delivered_says_when CHECK ((state = 'delivered') = (delivered_at IS NOT NULL))
  )`,
  `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE state = 'pending'`,
  `CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, created_at DESC, id DESC)`,
  `CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at) WHERE state <> 'pending'`,
  // In the transaction of the event, so that none is lost and none is told that did not happen.
  `CREATE FUNCTION queue_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO webhook_deliveries (id, tenant_id, webhook_id, event_type, event_at, data)
      SELECT gen_random_uuid(), added.tenant_id, webhook.id, added.event_type, added.created_at,
        jsonb_build_object('document_id', added.document_id, 'run_id', added.run_id, 'sequence', added.sequence,
          'status', added.to_status, 'event_hash', added.hash, 'metadata', added.event_metadata)
      FROM added JOIN webhooks webhook
        ON webhook.tenant_id = added.tenant_id AND webhook.disabled_at IS NULL
        AND webhook.events @> to_jsonb(added.event_type);
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER processing_events_webhooks AFTER INSERT ON processing_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION queue_webhooks()`,
]

export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql.raw('DROP TRIGGER processing_events_webhooks ON processing_events').execute(db)
  await sql.raw('DROP FUNCTION queue_webhooks()').execute(db)
  for (const table of ['webhook_deliveries', 'webhooks']) await sql.raw(`DROP TABLE ${table}`).execute(db)
}
