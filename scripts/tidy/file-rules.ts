import type { Finding, SourceFile } from './source-file.ts'

/** Names that say nothing of what is in them. */
const BUCKET = /(^|\/)(utils?|common|helpers?|types|misc|shared|lib)(\/|\.tsx?$)/

export function buckets(paths: readonly string[]): Finding[] {
  return paths
    .filter((path) => BUCKET.test(path))
    .map((path) => ({ path, line: 1, what: 'a name that says nothing' }))
}

/** What is started from outside: by npm, by node:test, by Vite, by Kysely's folder of migrations. */
const ENTRY =
  /(\.test\.tsx?|\.d\.ts)$|^scripts\/[^/]+\.ts$|^server\/src\/main\.ts$|^(bench|corpus)\/src\/main\.ts$|^web\/src\/main\.tsx?$|\/vite\.config\.ts$|\/migrations\/\d{4}-/

/** Files that no entry leads to. `exported`: the files that workspaces' package.json give to others. */
export function deadFiles(files: readonly SourceFile[], exported: readonly string[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const alive = new Set<string>()
  const reach = (path: string): void => {
    const file = byPath.get(path)
    if (!file || alive.has(path)) return
    alive.add(path)
    for (const { target } of file.imports) reach(target)
  }
  for (const { path } of files) if (ENTRY.test(path)) reach(path)
  for (const path of exported) reach(path)
  return files
    .filter(({ path }) => !alive.has(path))
    .map(({ path }) => ({ path, line: 1, what: 'nothing leads to this file' }))
}
