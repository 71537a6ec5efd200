import type { Finding } from './source-file.ts'

/**
 * The folders that a map names: a code block of lines such as `├─ server/` or `│  └─ storage/{filesystem,s3}/`, where
 * the place of a name tells its depth (three columns a level) and braces stand for several.
 */
export function foldersInMap(markdown: string): string[] {
  const block = /```(?:text)?\n(ledger-lift\/\n[\s\S]*?)```/.exec(markdown)?.[1] ?? ''
  const above: string[] = []
  const found: string[] = []
  for (const line of block.split('\n').slice(1)) {
    const start = line.search(/[^\s│├└─]/)
    if (start === -1) continue
    const depth = Math.round(start / 3)
    const names = (line.slice(start).split(/\s{2,}/)[0] ?? '')
      .split(/\s+/)
      .filter((name) => name.endsWith('/'))
    const parent = above.slice(0, depth - 1).join('')
    for (const name of names) found.push(...expand(parent + name))
    above.length = depth - 1
    above.push(names[0] ?? '')
  }
  return found.map((folder) => folder.replace(/\/$/, ''))
}

/** `a/{b,c}/` is a/b/ and a/c/, and a/ with them. */
function expand(folder: string): string[] {
  const [, before, names, after] = /^(.*?)\{([^}]*)\}(.*)$/.exec(folder) ?? []
  if (before === undefined || names === undefined) return [folder]
  return [before, ...names.split(',').map((name) => `${before}${name.trim()}${after ?? ''}`)].filter(Boolean)
}

/** Folders that the map has and the tree has not, and the other way round. `mapped`: how deep the map goes where. */
export function mapDifferences(inMap: readonly string[], inTree: readonly string[]): Finding[] {
  const [map, tree] = [new Set(inMap), new Set(inTree)]
  return [
    ...[...map]
      .filter((folder) => !tree.has(folder))
      .map((path) => ({ path, line: 1, what: 'on the map, not in the tree' })),
    ...[...tree]
      .filter((folder) => !map.has(folder))
      .map((path) => ({ path, line: 1, what: 'in the tree, not on the map' })),
  ]
}
