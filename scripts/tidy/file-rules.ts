import type { Finding, SourceFile } from './source-file.ts'

/** Names that say nothing of what is in them. */
const BUCKET = /(^|\/)(utils?|common|helpers?|types|misc|shared|lib)(\/|\.tsx?$)/

export function buckets(paths: readonly string[]): Finding[] {
  return paths
    .filter((path) => BUCKET.test(path))
    .map((path) => ({ path, line: 1, what: 'a name that says nothing' }))
}

/** What is started from outside: by node:test, by Vite; `deadFiles` is told what npm starts. */
const ENTRY = /\.test\.tsx?$|\.d\.ts$|^web\/src\/main\.tsx?$|\/vite\.config\.ts$|^server\/src\/main\.ts$/

/** Files that no entry leads to. `started`: what package.json files export to other workspaces or start as scripts. */
export function deadFiles(files: readonly SourceFile[], started: readonly string[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const alive = new Set<string>()
  const reach = (path: string): void => {
    const file = byPath.get(path)
    if (!file || alive.has(path)) return
    alive.add(path)
    for (const { target } of file.imports) reach(target)
    for (const name of file.named)
      for (const other of files) if (other.path.endsWith(`/${name}`)) reach(other.path)
  }
  for (const { path } of files) if (ENTRY.test(path)) reach(path)
  for (const path of started) reach(path)
  return files
    .filter(({ path }) => !alive.has(path))
    .map(({ path }) => ({ path, line: 1, what: 'nothing leads to this file' }))
}
