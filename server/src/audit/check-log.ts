import { sha256Hex, canonicalJson } from '@ledger-lift/extraction/canonical'
import { hashOfLeaf, hashOfStatement, type CheckpointFile, type Leaf } from './checkpoint.ts'
import { GrowingTree } from './merkle.ts'
import { flawOf, type Keyring } from './signing.ts'

/** What is wrong with a checkpoint or with what one says of a document; `place` is where the checkpoint was read. */
export interface CheckpointFinding {
  readonly place: string
  /** Null: the place as a whole. */
  readonly checkpoint: number | null
  /** Null: the checkpoint itself. */
  readonly document: string | null
  readonly detail: string
}

/** Follows the checkpoints of one place in order of their numbers: every signature, the chain of roots, the leaves. */
export class LogCheck {
  readonly #place: string
  readonly #trusted: Keyring['trusted']
  readonly #tree = new GrowingTree()
  readonly #seen = new Map<number, string>()
  #previous: string | null = null
  /** False from the first checkpoint on that does not follow: what comes after cannot be judged by its root. */
  #follows = true

  constructor(place: string, trusted: Keyring['trusted']) {
    this.#place = place
    this.#trusted = trusted
  }

  /** What each checkpoint says, as one hash, by its number. */
  get seen(): ReadonlyMap<number, string> {
    return this.#seen
  }

  check(file: CheckpointFile): CheckpointFinding[] {
    const { number, previous, tree_size, root } = file.statement
    const findings: CheckpointFinding[] = []
    const find = (detail: string, checkpoint = number) =>
      findings.push({ place: this.#place, checkpoint, document: null, detail })
    for (let missing = (lastOf(this.#seen) ?? 0) + 1; missing < number; missing++) {
      find('it is missing', missing)
      this.#follows = false
    }
    const flaw = flawOf(file, this.#trusted)
    if (flaw !== null) find(flaw)
    if (this.#follows && previous !== this.#previous) find('it does not follow the checkpoint before it')
    for (const leaf of file.leaves) this.#tree.add(hashOfLeaf(leaf))
    if (this.#follows && (this.#tree.size !== tree_size || this.#tree.root() !== root)) {
      find('its leaves are not those that were signed')
      this.#follows = false
    }
    this.#previous = hashOfStatement(file.statement)
    this.#seen.set(number, digestOf(file))
    return findings
  }
}

export const digestOf = ({ statement, leaves }: CheckpointFile): string =>
  sha256Hex(canonicalJson({ statement, leaves }))

const lastOf = (seen: ReadonlyMap<number, string>): number | undefined => [...seen.keys()].at(-1)

/** The same checkpoints in the database and in another place: what either lacks, and what they tell differently. */
export function compareLogs(
  database: ReadonlyMap<number, string>,
  place: string,
  kept: ReadonlyMap<number, string>,
  writtenTo: (number: number) => boolean,
): CheckpointFinding[] {
  const findings: CheckpointFinding[] = []
  const find = (where: string, checkpoint: number, detail: string) =>
    findings.push({ place: where, checkpoint, document: null, detail })
  for (const [number, digest] of kept) {
    const own = database.get(number)
    if (own === undefined) find('the database', number, `it is missing, but ${place} has it`)
    else if (own !== digest) find(place, number, 'it is another one than in the database')
  }
  for (const number of database.keys())
    if (!kept.has(number) && writtenTo(number)) find(place, number, 'it is missing, but was written there')
  return findings
}

export type LeafCheck = (leaves: readonly Leaf[]) => Promise<readonly BrokenLeaf[]>

export interface BrokenLeaf {
  readonly document: string
  readonly detail: string
}
