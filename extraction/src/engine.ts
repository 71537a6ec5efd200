import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { withSetting } from './engine-setting.ts'
import type { Engine } from './model.ts'
import { DEFAULT_LANGUAGES, languageStamp } from './ocr/languages.ts'
import { NETWORK_PACKAGES } from './ocr/line-network.ts'
import { CORE_PACKAGE } from './ocr/tesseract-core.ts'
import { PDFIUM_PACKAGE } from './read/pdf/pdfium.ts'

/** Settings of the engine that can change a result. */
export interface EngineOptions {
  /** Whether a table that goes on over pages is one table; it is unless this says no. */
  readonly stitch?: boolean
  /** Languages that scanned pages are read in, by the names of their data packages; `eng` unless given. */
  readonly languages?: readonly string[]
}

let known: Engine | undefined

/** Name, version and fingerprint of this engine with these settings: what goes into the result and the run. */
export function engine(options: EngineOptions = {}): Engine {
  known ??= { name: 'ledger-lift', version: ownVersion(), fingerprint: fingerprint() }
  const settings = [
    ...(options.languages ?? DEFAULT_LANGUAGES).map((language) => `language ${languageStamp(language)}`),
    ...(options.stitch === false ? ['no-stitch'] : []),
  ]
  return settings.reduce(withSetting, known)
}

/** `tesseract@7.0.0+pp-ocr@1.4.2`: the engine stamp of text that was recognised in a picture. */
export function recogniserStamp(): string {
  const { models, modelsEntry } = NETWORK_PACKAGES
  return (recogniserVersion ??= `tesseract@${packageVersion(CORE_PACKAGE)}+pp-ocr@${packageVersion(models, modelsEntry)}`)
}

let recogniserVersion: string | undefined

/** `pdfium@2.15.1`: the engine stamp of what is read without a finder. */
export function readerStamp(): string {
  return (stamp ??= `pdfium@${packageVersion(PDFIUM_PACKAGE)}`)
}

let stamp: string | undefined

/**
 * Over every source file that can change a result, and the version of the reader: nobody has to remember to
 * raise a number. Some hundred small files, read once a process in about 5 ms.
 */
function fingerprint(): string {
  const hash = createHash('sha256').update(
    `${ownVersion()}\n${readerStamp()}\n${recogniserStamp()}\n${packageVersion(NETWORK_PACKAGES.runtime)}\n`,
  )
  const here = import.meta.dirname
  const sources = readdirSync(here, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isSource(entry.name) && !entry.parentPath.includes('testing'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(here, path).replaceAll('\\', '/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const { path, name } of sources) hash.update(`${name}\n`).update(readFileSync(path)).update('\n')
  return hash.digest('hex').slice(0, 16)
}

const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.test.ts')

function ownVersion(): string {
  return versionIn(join(import.meta.dirname, '..', 'package.json'))
}

/** From the package's own manifest, which its `exports` may hide: it stands above its entry point. */
function packageVersion(name: string, exported = name): string {
  const entry = createRequire(import.meta.url).resolve(exported)
  return versionIn(
    join(
      entry.slice(0, entry.lastIndexOf(name.replace('/', entry.includes('\\') ? '\\' : '/'))),
      name,
      'package.json',
    ),
  )
}

function versionIn(manifest: string): string {
  const { version }: { version?: unknown } = JSON.parse(readFileSync(manifest, 'utf8'))
  return typeof version === 'string' ? version : 'unknown'
}
