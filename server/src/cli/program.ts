import type { admitCallers } from '../auth/admission.ts'
import type { Access } from '../auth/open-access.ts'
import type { Auditor } from '../audit/auditor.ts'
import type { Config } from '../config.ts'
import type { OpenDatabase } from '../db/pool.ts'
import type { DocumentService } from '../documents/document-service.ts'
import type { RunningQueue } from '../queue/pg-boss-queue.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Log } from '../telemetry/log.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import type { Stop } from './stop.ts'

/** What `main.ts` hands to a command. Nothing is opened before it is asked for. */
export interface Program {
  /** Where a relative FILE starts. */
  readonly directory: string
  readonly stop: Stop
  readonly output: Output
  /** Throws `config.invalid`. `usualLevel` of the log unless LOG_LEVEL says otherwise: WARNING where not given. */
  configure(usualLevel?: 'INFO' | 'WARNING'): Settings
  openStorage(settings: Settings): Promise<ObjectStorage>
  /** The configured database, else the embedded one: that of a program which runs on the same data, or a new one. */
  openDatabase(settings: Settings): Promise<Database>
  openSystem(settings: Settings, options: SystemOptions): Promise<System>
}

export interface Settings {
  readonly config: Config
  readonly log: Log
}

export interface Database extends OpenDatabase, AsyncDisposable {
  readonly url: string
}

export interface SystemOptions {
  /** `alone`: rejects with `start.already_running` when another program runs on the embedded data. */
  readonly alone: boolean
  /** A worker listens to the queue; a producer only fills it. */
  readonly role: 'producer' | 'worker'
  /** Brings the schema up to date first; otherwise an old schema is refused. */
  readonly migrate: boolean
  /** Milliseconds that documents at work have to finish when the program is told to stop; 20 s unless given. */
  readonly grace?: number
  /** Lets callers in otherwise than by who they are. No command does: it is for measuring what asking them costs. */
  readonly admit?: typeof admitCallers
}

/** In the order in which they are opened; closed in the reverse. */
export interface Parts {
  readonly storage: ObjectStorage
  readonly database: Database
  readonly queue: RunningQueue
  readonly documents: DocumentService
  readonly auditor: Auditor
  readonly access: Access
  /** While traces are sent. */
  readonly tracing?: Tracing
}

/** The parts, and what runs on them. Disposing ends what was started, the latest first. */
export interface System extends Parts, AsyncDisposable {
  /** The API and the page; resolves with their address. Rejects with `start.port_taken`. */
  listen(): Promise<string>
  /** A worker's /livez, /readyz and /metrics; null where WORKER_PORT is unset. */
  expose(): Promise<string | null>
  /** Waits for a database that is away, checks or upgrades the schema, starts the queue. */
  prepare(signal: AbortSignal): Promise<void>
  /** Takes documents from the queue until the end, and does the chores. */
  work(): Promise<void>
}

export interface Output {
  /** Standard output is a terminal. */
  readonly isTerminal: boolean
  /** To standard output: the result, nothing else. A reader that has gone is no error. */
  print(result: string | Uint8Array): Promise<void>
  /** One line to standard error: for the person at the terminal. */
  tell(line: string): void
}
