import { createHash } from 'node:crypto'

/** Hashes are SHA-256 in hex. Trees, paths and their hashing as in RFC 6962, 2.1. */
export type Hash = string

export const leafHash = (data: string): Hash => createHash('sha256').update('\0').update(data).digest('hex')

export const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update('\x01').update(left, 'hex').update(right, 'hex').digest('hex')

/** The root of a complete subtree: `2^level` leaves from leaf `position × 2^level` on. */
export interface TreeNode {
  readonly level: number
  readonly position: number
  readonly hash: Hash
}

export type NodePlace = Omit<TreeNode, 'hash'>

/** A tree that grows at its right edge and remembers only the roots of its complete subtrees. */
export class GrowingTree {
  #size: number
  /** By level; those whose bit in the size is set count. */
  readonly #edge = new Map<number, Hash>()

  /** `edge`: the nodes at `edgeOf(size)`, of a tree that is there already. */
  constructor(size = 0, edge: readonly TreeNode[] = []) {
    this.#size = size
    for (const { level, hash } of edge) this.#edge.set(level, hash)
  }

  get size(): number {
    return this.#size
  }

  /** Gives the nodes that it completes, the leaf itself first. */
  add(leaf: Hash): TreeNode[] {
    let node: TreeNode = { level: 0, position: this.#size, hash: leaf }
    const completed = [node]
    while (node.position % 2 === 1) {
      const hash = nodeHash(this.#at(node.level), node.hash)
      node = { level: node.level + 1, position: (node.position - 1) / 2, hash }
      completed.push(node)
    }
    this.#edge.set(node.level, node.hash)
    this.#size++
    return completed
  }

  /** Throws RangeError for a tree without leaves. */
  root(): Hash {
    const [last, ...rest] = edgeOf(this.#size).toReversed()
    if (last === undefined) throw new RangeError('a tree without leaves has no root here')
    return rest.reduce((right, { level }) => nodeHash(this.#at(level), right), this.#at(last.level))
  }

  #at(level: number): Hash {
    const hash = this.#edge.get(level)
    if (hash === undefined) throw new RangeError(`the tree's edge has nothing at level ${level}`)
    return hash
  }
}

/** The complete subtrees of a tree of this size, from left to right. */
export const edgeOf = (size: number): NodePlace[] => subtreesOf(0, size)

/** The complete subtrees that make up the leaves from `start` up to and without `end`, from left to right. */
function subtreesOf(start: number, end: number): NodePlace[] {
  const places: NodePlace[] = []
  for (let from = start; from < end;) {
    let level = 0
    while (from % 2 ** (level + 1) === 0 && from + 2 ** (level + 1) <= end) level++
    places.push({ level, position: from / 2 ** level })
    from += 2 ** level
  }
  return places
}

/** For each step of a leaf's path to the root, the subtrees whose hash is the sibling there; from the leaf upwards. */
export function pathOf(leaf: number, size: number): NodePlace[][] {
  const steps: NodePlace[][] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    let half = 1
    while (half * 2 < end - start) half *= 2
    const middle = start + half
    steps.push(leaf < middle ? subtreesOf(middle, end) : subtreesOf(start, middle))
    if (leaf < middle) end = middle
    else start = middle
  }
  return steps.toReversed()
}

/** One hash for subtrees that lie side by side, largest first. */
export function joined(hashes: readonly Hash[]): Hash {
  const [last, ...rest] = hashes.toReversed()
  if (last === undefined) throw new RangeError('nothing to join')
  return rest.reduce((right, left) => nodeHash(left, right), last)
}

/** The root that a leaf's path leads to (RFC 9162, 2.1.3.2); null for a path that fits no tree of this size. */
export function rootFrom(leaf: Hash, position: number, size: number, path: readonly Hash[]): Hash | null {
  if (position >= size) return null
  let [at, last, hash] = [position, size - 1, leaf]
  for (const sibling of path) {
    if (last === 0) return null
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else hash = nodeHash(hash, sibling)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? hash : null
}
