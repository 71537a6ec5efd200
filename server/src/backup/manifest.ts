/** What a backup says of itself, in its last entry: without it the file was cut off. */
export interface Manifest {
  readonly format: 'ledger-lift/backup@1'
  /** Of the program that made it. */
  readonly version: string
  /** The last migration of the database; a restore brings an empty one to it first. */
  readonly migration: string
  readonly begun_at: string
  readonly tables: readonly TableRecord[]
  readonly objects: readonly ObjectRecord[]
  /** Keys that the rows name and the store had not. */
  readonly missing: readonly string[]
}

/** In an order in which they can be filled. */
export interface TableRecord {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: number
  readonly chunks: readonly EntryRecord[]
}

export interface EntryRecord {
  readonly entry: string
  readonly size: number
  readonly sha256: string
}

export interface ObjectRecord extends EntryRecord {
  readonly key: string
  readonly content_type: string
}

export const MANIFEST = 'manifest.json'
export const OBJECTS = 'objects/'
export const ROWS = 'rows/'

/** Every entry but the manifest's own. */
export const entriesOf = ({ tables, objects }: Manifest): readonly EntryRecord[] => [
  ...tables.flatMap(({ chunks }) => chunks),
  ...objects,
]
