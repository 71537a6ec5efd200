import { sql, type QueryExecutorProvider } from 'kysely'

/** Whether a program that does not know this migration can go on with the schema it leaves. */
export const breaking = true

const FOUNDATION = [
  `CREATE DOMAIN sha256_hex AS text CHECK (VALUE ~ '^[0-9a-f]{64}$')`,
  `CREATE TABLE audit_trails (
    document_id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    last_sequence integer NOT NULL CHECK (last_sequence >= 1),
    last_hash sha256_hex NOT NULL,
    last_event_at timestamptz NOT NULL,
    source_sha256 sha256_hex,
    purged_at timestamptz
  )`,
  `CREATE TABLE documents (
    id uuid PRIMARY KEY REFERENCES audit_trails (document_id) DEFERRABLE INITIALLY DEFERRED,
    tenant_id uuid NOT NULL,
    s3_key text NOT NULL,
    original_filename text NOT NULL CHECK (length(original_filename) BETWEEN 1 AND 255),
    content_type text NOT NULL,
    file_size bigint NOT NULL CHECK (file_size > 0),
    sha256_hash sha256_hex,
    processing_status text NOT NULL
      CHECK (processing_status IN ('UPLOADED', 'PROCESSING', 'COMPLETED', 'FAILED', 'RETRYING')),
    error_code text,
    error_message text,
    page_count integer CHECK (page_count >= 0),
    stage text NOT NULL DEFAULT 'queued'
      CHECK (stage IN ('queued', 'fetching', 'extracting', 'keeping', 'done')),
    pages_done integer NOT NULL DEFAULT 0 CHECK (pages_done >= 0),
    pages_total integer CHECK (pages_total >= pages_done),
    attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    priority integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    leased_run_id uuid,
    published_run_id uuid,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL,
    completed_at timestamptz,
    CONSTRAINT documents_s3_key_key UNIQUE (s3_key, tenant_id),
    CONSTRAINT documents_failed_says_why
      CHECK ((processing_status = 'FAILED') = (error_code IS NOT NULL AND error_message IS NOT NULL)
        OR processing_status = 'RETRYING'),
    CONSTRAINT documents_completed_is_published
      CHECK (processing_status <> 'COMPLETED' OR (published_run_id IS NOT NULL AND completed_at IS NOT NULL)),
    CONSTRAINT documents_lease_only_while_processing
      CHECK ((processing_status = 'PROCESSING') = (leased_run_id IS NOT NULL)),
    CONSTRAINT documents_retrying_says_when
      CHECK ((processing_status = 'RETRYING') = (next_attempt_at IS NOT NULL))
  )`,
  `CREATE INDEX documents_newest ON documents (tenant_id, created_at DESC, id DESC)`,
  `CREATE INDEX documents_by_status ON documents (tenant_id, processing_status, created_at DESC, id DESC)`,
  `CREATE INDEX documents_unfinished ON documents (created_at)
    WHERE processing_status IN ('UPLOADED', 'PROCESSING', 'RETRYING')`,
  `CREATE TABLE processing_runs (
    id uuid PRIMARY KEY,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL,
    attempt integer NOT NULL CHECK (attempt >= 1),
    status text NOT NULL
      CHECK (status IN ('RUNNING', 'PUBLISHED', 'SUPERSEDED', 'FAILED', 'LOST', 'RELEASED')),
    worker_id text NOT NULL,
    engine_version text NOT NULL,
    engine_fingerprint text NOT NULL,
    result_hash sha256_hex,
    result_key text,
    page_count integer CHECK (page_count >= 0),
    notes jsonb NOT NULL DEFAULT '[]',
    error_code text,
    error_message text,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT processing_runs_published_is_whole
      CHECK (status NOT IN ('PUBLISHED', 'SUPERSEDED')
        OR (result_hash IS NOT NULL AND result_key IS NOT NULL AND page_count IS NOT NULL)),
    CONSTRAINT processing_runs_end_has_a_time CHECK ((status = 'RUNNING') = (finished_at IS NULL))
  )`,
  `CREATE INDEX processing_runs_by_document ON processing_runs (document_id, started_at DESC)`,
  `CREATE INDEX processing_runs_by_end ON processing_runs (finished_at)`,
  `CREATE UNIQUE INDEX processing_runs_one_published ON processing_runs (document_id) WHERE status = 'PUBLISHED'`,
  `CREATE UNIQUE INDEX processing_runs_one_running ON processing_runs (document_id) WHERE status = 'RUNNING'`,
  `ALTER TABLE documents
    ADD CONSTRAINT documents_leased_run_fkey FOREIGN KEY (leased_run_id) REFERENCES processing_runs (id)
      DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT documents_published_run_fkey FOREIGN KEY (published_run_id) REFERENCES processing_runs (id)
      DEFERRABLE INITIALLY DEFERRED`,
  // Only for the foreign keys' sake: without them each run that a purge deletes reads all documents.
  `CREATE INDEX documents_by_leased_run ON documents (leased_run_id) WHERE leased_run_id IS NOT NULL`,
  `CREATE INDEX documents_by_published_run ON documents (published_run_id) WHERE published_run_id IS NOT NULL`,
  `CREATE TABLE processing_events (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    document_id uuid NOT NULL REFERENCES audit_trails (document_id),
    run_id uuid,
    sequence integer NOT NULL CHECK (sequence >= 1),
    event_type text NOT NULL CHECK (event_type ~ '^[A-Z]+(_[A-Z]+)*$'),
    message text NOT NULL,
    event_metadata jsonb NOT NULL,
    from_status text CHECK (from_status IN ('UPLOADED', 'PROCESSING', 'COMPLETED', 'FAILED', 'RETRYING')),
    to_status text CHECK (to_status IN ('UPLOADED', 'PROCESSING', 'COMPLETED', 'FAILED', 'RETRYING')),
    actor text NOT NULL CHECK (actor <> ''),
    created_at timestamptz NOT NULL,
    prev_hash sha256_hex NOT NULL,
    hash sha256_hex NOT NULL,
    CONSTRAINT processing_events_sequence_key UNIQUE (document_id, sequence)
  )`,
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END $$`,
  `CREATE TRIGGER processing_events_append_only BEFORE UPDATE OR DELETE ON processing_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER processing_events_no_truncate BEFORE TRUNCATE ON processing_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  `CREATE TABLE pages (
    run_id uuid NOT NULL REFERENCES processing_runs (id) ON DELETE CASCADE,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    width double precision NOT NULL,
    height double precision NOT NULL,
    rotation integer NOT NULL CHECK (rotation IN (0, 90, 180, 270)),
    text_source text NOT NULL CHECK (text_source IN ('native', 'ocr', 'none')),
    notes jsonb NOT NULL,
    preview_key text,
    PRIMARY KEY (run_id, number)
  )`,
  `CREATE INDEX pages_by_document ON pages (document_id)`,
  `CREATE TABLE artifacts (
    run_id uuid NOT NULL REFERENCES processing_runs (id) ON DELETE CASCADE,
    id text NOT NULL,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    type text NOT NULL CHECK (type IN ('table', 'figure', 'text')),
    page integer NOT NULL CHECK (page >= 1),
    bbox jsonb NOT NULL,
    confidence double precision NOT NULL CHECK (confidence >= 0 AND confidence < 1),
    engine text NOT NULL CHECK (engine <> ''),
    content jsonb NOT NULL,
    s3_key text NOT NULL,
    PRIMARY KEY (run_id, id)
  )`,
  `CREATE UNIQUE INDEX artifacts_in_reading_order ON artifacts (run_id, ordinal)`,
  `CREATE INDEX artifacts_by_page ON artifacts (run_id, page)`,
  `CREATE INDEX artifacts_by_document ON artifacts (document_id)`,
  `CREATE TABLE kept_batches (
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL,
    engine_fingerprint text NOT NULL,
    first_page integer NOT NULL,
    last_page integer NOT NULL CHECK (last_page >= first_page),
    key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (document_id, engine_fingerprint, first_page)
  )`,
  `CREATE TABLE multipart_uploads (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    store_upload_id text NOT NULL,
    content_type text NOT NULL,
    file_size bigint NOT NULL CHECK (file_size > 0),
    part_size bigint NOT NULL CHECK (part_size > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    completed_at timestamptz
  )`,
  `CREATE INDEX multipart_uploads_by_expiry ON multipart_uploads (expires_at)`,
  `CREATE TABLE pending_deletions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL,
    document_id uuid,
    key text NOT NULL,
    reason text NOT NULL CHECK (reason IN ('purge', 'superseded', 'abandoned', 'work_done', 'stale_upload')),
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    last_error text
  )`,
  `CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    route text NOT NULL,
    request_hash text NOT NULL,
    response_status integer,
    response_body jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key)
  )`,
  `CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)`,
  `CREATE TABLE workers (
    id text PRIMARY KEY,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    concurrency integer NOT NULL,
    started_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
  )`,
]

export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of FOUNDATION) await sql.raw(statement).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql.raw('ALTER TABLE documents DROP COLUMN leased_run_id, DROP COLUMN published_run_id').execute(db)
  const tables = [
    'workers',
    'idempotency_keys',
    'pending_deletions',
    'multipart_uploads',
    'kept_batches',
    'artifacts',
    'pages',
    'processing_events',
    'processing_runs',
    'documents',
    'audit_trails',
  ]
  for (const table of tables) await sql.raw(`DROP TABLE ${table}`).execute(db)
  await sql.raw('DROP FUNCTION refuse_change()').execute(db)
  await sql.raw('DROP DOMAIN sha256_hex').execute(db)
}
