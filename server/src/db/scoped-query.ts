import pg from 'pg'
import { PROGRAM_ROLE, type Scope } from './tenancy.ts'

/** Both hold until the end of the transaction. */
const SCOPE = {
  name: 'll_scope',
  text: "SELECT set_config('role', $1, true), set_config('ledger_lift.tenant', $2, true)",
}

/** What row security compares with: a tenant, `*` for all, nothing for none. */
const settings = (scope: Scope): [role: string, tenant: string] => {
  if (scope === 'owner') return ['none', '*']
  return [PROGRAM_ROLE, scope === 'everything' ? '*' : scope === 'nothing' ? '' : scope]
}

interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
  readonly name?: string
}

interface Reply<R> {
  readonly rows: R[]
  readonly rowCount: number
  readonly command: 'UPDATE' | 'DELETE' | 'INSERT' | 'SELECT' | 'MERGE'
}

/**
 * The statement in its scope, in one round trip: both go out together with one Sync, which makes them one transaction
 * where none is open. Measured beside it on a Unix socket, BEGIN, set_config, statement and COMMIT take four.
 */
export function queryInScope<R>(
  client: pg.PoolClient,
  scope: Scope,
  statement: Statement,
): Promise<Reply<R>> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null | undefined, reply: Reply<R>) =>
      error ? reject(error) : resolve(reply)
    client.query(new ScopedQuery(scope, statement, done))
  })
}

/** What of the driver's query and connection is used; they have no types of their own. */
interface Connection {
  parse(statement: { text: string; name: string }): void
  bind(values: { statement: string; values: unknown[] }): void
  execute(portal: { portal: string }): void
  readonly submittedNamedStatements: Record<string, string>
}
interface DriverQuery {
  new (config: object, values: undefined, callback: unknown): DriverQueryObject
}
interface DriverQueryObject extends pg.Submittable {
  name: string | undefined
  hasBeenParsed(connection: Connection): boolean
  prepare(connection: Connection): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Connection): void
}

// The driver declares neither its Query's constructor nor its protected methods.
const Query = pg.Query as unknown as DriverQuery

class ScopedQuery extends Query {
  readonly #scope: Scope
  #scoped = false

  constructor(scope: Scope, { text, values, name }: Statement, callback: unknown) {
    super(
      { text, values: [...values], queryMode: 'extended', ...(name === undefined ? {} : { name }) },
      undefined,
      callback,
    )
    this.#scope = scope
  }

  override prepare(connection: Connection): void {
    if (connection.submittedNamedStatements[SCOPE.name] === undefined) {
      connection.parse(SCOPE)
      connection.submittedNamedStatements[SCOPE.name] = SCOPE.text
      // The driver takes each "parsed" for the query's own: it would believe this one prepared, should that fail.
      this.name = undefined
    }
    connection.bind({ statement: SCOPE.name, values: settings(this.#scope) })
    connection.execute({ portal: '' })
    super.prepare(connection)
  }

  override handleDataRow(message: unknown): void {
    if (this.#scoped) super.handleDataRow(message)
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#scoped) super.handleCommandComplete(message, connection)
    else this.#scoped = true
  }
}
