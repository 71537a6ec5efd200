import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { environmentReads, longFunctions, silencedTypes } from './tidy/code-rules.ts'
import { buckets, deadFiles } from './tidy/file-rules.ts'
import { foldersInMap, mapDifferences } from './tidy/folder-map.ts'
import { forbiddenImports } from './tidy/import-rules.ts'
import { parseSource, readSources, type Finding } from './tidy/source-file.ts'

const ROOT = join(import.meta.dirname, '..')
const sources = readSources(ROOT)

const tidy = (findings: readonly Finding[]) =>
  assert.deepEqual(
    findings.map(({ path, line, what }) => `${path}:${line} ${what}`),
    [],
  )

describe('the sources', () => {
  test('import along the way of the data only', () => tidy(forbiddenImports(sources)))
  test('have functions that can be seen whole', () => tidy(sources.flatMap(longFunctions)))
  test('silence no type', () => tidy(sources.flatMap(silencedTypes)))
  test('read the environment in main.ts only', () => tidy(sources.flatMap(environmentReads)))
  test('have no folder or file for everything', () => tidy(buckets(sources.map(({ path }) => path))))
  test('are all in use', () => tidy(deadFiles(sources, startedFiles())))
  test('lie where the map in docs/architecture.md says', () => {
    const map = foldersInMap(readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8'))
    tidy(mapDifferences(map, foldersInTree(map)))
  })
})

/** What package.json files export to other workspaces, and what their scripts start. */
function startedFiles(): string[] {
  return globSync('{,*/}package.json', { cwd: ROOT }).flatMap((path) => {
    const { exports = {}, scripts = {} }: PackageFile = JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
    const named = Object.values(scripts).flatMap((script) => script.match(/[\w./-]+\.ts\b/g) ?? [])
    return [...Object.values(exports), ...named].map((file) => join(path, '..', file))
  })
}

interface PackageFile {
  readonly exports?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

/** Folders with files under the parents that the map opens. */
function foldersInTree(map: readonly string[]): string[] {
  const parents = new Set(map.map((folder) => folder.split('/').slice(0, -1).join('/')))
  const ignored = /(^|\/)(node_modules|dist[^/]*|\..*)(\/|$)/
  return [...parents].flatMap((parent) =>
    globSync('*/', { cwd: join(ROOT, parent) })
      .map((folder) => join(parent, folder).replaceAll('\\', '/').replace(/\/$/, ''))
      .filter(
        (folder) => !ignored.test(folder) && globSync('**/*.*', { cwd: join(ROOT, folder) }).length > 0,
      ),
  )
}

describe('the rules find', () => {
  const long = `function f() {\n${'  g()\n'.repeat(70)}}`
  const found = (path: string, text: string) => {
    const file = parseSource(path, text)
    return [
      ...longFunctions(file),
      ...silencedTypes(file),
      ...environmentReads(file),
      ...forbiddenImports([file]),
    ].map(({ line, what }) => `${line} ${what}`)
  }

  test('a function of more than 70 lines', () => {
    assert.deepEqual(found('server/src/a.ts', long), ['1 a function of 72 lines'])
  })
  test('any, a suppressed error and an asserted value', () => {
    assert.deepEqual(found('server/src/a.ts', 'let a: any\n// @ts-ignore\nconst b = c!.d'), [
      '2 a suppressed error',
      '1 any',
      '3 a ! where a check belongs',
    ])
  })
  test('the environment read outside main.ts', () => {
    assert.deepEqual(found('server/src/db/a.ts', 'const a = process.env'), ['1 reads process.env'])
    assert.deepEqual(found('server/src/main.ts', 'const a = process.env'), [])
  })
  test('an import against the way', () => {
    assert.match(
      found('extraction/src/a.ts', "import { a } from '@ledger-lift/server/contract'").join(),
      /extraction/,
    )
    assert.match(found('extraction/src/a.ts', "import { get } from 'node:http'").join(), /pure/)
    assert.match(
      found('databook/src/a.ts', "import { a } from '../../extraction/src/a.ts'").join(),
      /by its name/,
    )
    assert.match(
      found('web/src/a.ts', "import { Document } from '@ledger-lift/server/contract'").join(),
      /types only/,
    )
    assert.match(found('server/src/db/a.ts', "import { a } from '../cli/a.ts'").join(), /commands/)
    assert.match(
      found('server/src/processing/a.ts', "import { a } from '../http/a.ts'").join(),
      /without HTTP/,
    )
    assert.deepEqual(
      found('web/src/a.ts', "import type { Document } from '@ledger-lift/server/contract'"),
      [],
    )
  })
  test('a file that nothing leads to', () => {
    const files = [
      parseSource('server/src/main.ts', "import './a.ts'"),
      parseSource('server/src/a.ts', ''),
      parseSource('server/src/b.ts', ''),
    ]
    assert.deepEqual(
      deadFiles(files, []).map(({ path }) => path),
      ['server/src/b.ts'],
    )
  })
  test('a name that says nothing', () => {
    assert.equal(buckets(['server/src/utils/a.ts', 'web/src/helpers.tsx', 'server/src/useful.ts']).length, 2)
  })
  test('a folder that the map has not, and one that the tree has not', () => {
    const map = foldersInMap(
      '```\nledger-lift/\n├─ server/  EFFECTS\n│  └─ src/ storage/{s3,fs}/\n└─ docs/\n```',
    )
    assert.deepEqual(
      map,
      ['server', 'server/src', 'server/storage/', 'server/storage/s3', 'server/storage/fs', 'docs'].map((f) =>
        f.replace(/\/$/, ''),
      ),
    )
    assert.equal(mapDifferences(['a', 'b'], ['b', 'c']).length, 2)
  })
})
