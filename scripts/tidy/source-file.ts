import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseSync, type ParseResult } from 'rolldown/utils'

/** One source file, parsed. Paths are relative to the checkout, with `/`. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly syntax: ParseResult
  readonly imports: readonly Import[]
  /** Files that it names in a string, to start them as a process: `'entry.ts'`. */
  readonly named: readonly string[]
}

export interface Import {
  /** `node:fs`, `fastify`, `@ledger-lift/extraction`, or the path of a file of ours. */
  readonly target: string
  /** Gone after type stripping. */
  readonly typeOnly: boolean
}

export interface Finding {
  readonly path: string
  readonly line: number
  readonly what: string
}

export const isTest = (path: string) =>
  /\.test\.tsx?$|(^|\/)testing(\/|\.ts$)|-contract\.ts$|(^|\/)faults\//.test(path)

const WORKSPACES = '{extraction,databook,server,web,corpus,bench,scripts}'

export function readSources(root: string): readonly SourceFile[] {
  return globSync(`${WORKSPACES}/**/*.{ts,tsx}`, {
    cwd: root,
    exclude: (name) => /^(node_modules|dist)/.test(name),
  })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')))
}

export function parseSource(path: string, text: string): SourceFile {
  const syntax = parseSync(path, text, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts' })
  const [first] = syntax.errors
  if (first) throw new Error(`${path}: ${first.message}`)
  return { path, text, syntax, imports: importsOf(path, text, syntax), named: namesIn(text) }
}

function importsOf(path: string, text: string, { module }: ParseResult): Import[] {
  const found = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      target: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ target: moduleRequest.value, typeOnly: isType }] : [],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      target: text.slice(moduleRequest.start + 1, moduleRequest.end - 1),
      typeOnly: false,
    })),
    ...[...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\)/g)].map(([, target = '']) => ({
      target,
      typeOnly: true,
    })),
  ]
  return found.map(({ target, typeOnly }) => ({ target: resolve(path, target), typeOnly }))
}

const namesIn = (text: string) =>
  [...text.matchAll(/(?<!from |import )['"`]([\w./-]*[\w-]\.tsx?)['"`]/g)].map(([, name = '']) =>
    name.replace(/^(\.\.?\/)+/, ''),
  )

const resolve = (from: string, target: string) =>
  target.startsWith('.') ? normalize(join(dirname(from), target)).replaceAll('\\', '/') : target

export const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length
