import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { edgeOf, GrowingTree, joined, leafHash, nodeHash, pathOf, rootFrom, type TreeNode } from './merkle.ts'

/** RFC 6962, 2.1, word for word: the root over a list by recursion. */
function rootOf(leaves: readonly string[]): string {
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return only
  let half = 1
  while (half * 2 < leaves.length) half *= 2
  return nodeHash(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)))
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, index) => leafHash(`leaf ${index}`))

test('leaves and nodes are hashed with their prefixes', () => {
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  assert.equal(leafHash(''), sha256(Buffer.from([0])))
  const [a, b] = [leafHash('a'), leafHash('b')]
  assert.equal(nodeHash(a, b), sha256(Buffer.concat([Buffer.from([1]), Buffer.from(a + b, 'hex')])))
})

test('at every size a tree that grew has the root of the whole, also when it was taken up again', () => {
  const leaves = leavesOf(70)
  const nodes = new Map<string, TreeNode>()
  let tree = new GrowingTree()
  for (const [index, leaf] of leaves.entries()) {
    for (const node of tree.add(leaf)) nodes.set(`${node.level}/${node.position}`, node)
    assert.equal(tree.root(), rootOf(leaves.slice(0, index + 1)))
    const edge = edgeOf(tree.size).flatMap(({ level, position }) => nodes.get(`${level}/${position}`) ?? [])
    tree = new GrowingTree(tree.size, edge)
  }
})

test('the path of each leaf of each tree leads to its root, and of no other leaf, place or size', () => {
  const leaves = leavesOf(33)
  const nodes = new Map<string, string>()
  const tree = new GrowingTree()
  for (const leaf of leaves)
    for (const { level, position, hash } of tree.add(leaf)) nodes.set(`${level}/${position}`, hash)
  for (let size = 1; size <= leaves.length; size++) {
    const root = rootOf(leaves.slice(0, size))
    for (const [index, leaf] of leaves.slice(0, size).entries()) {
      const path = pathOf(index, size).map((step) =>
        joined(step.map(({ level, position }) => nodes.get(`${level}/${position}`) ?? '')),
      )
      assert.equal(rootFrom(leaf, index, size, path), root)
      assert.notEqual(rootFrom(leafHash('other'), index, size, path), root)
      assert.notEqual(rootFrom(leaf, index + 1, size, path), root)
      assert.equal(rootFrom(leaf, index, size, [...path, leaf]), null)
      if (path.length > 0) assert.notEqual(rootFrom(leaf, index, size, path.slice(1)), root)
    }
  }
})
