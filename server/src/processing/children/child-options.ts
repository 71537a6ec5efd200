import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = import.meta.dirname
export const ENGINE_ENTRY = join(HERE, 'entry.ts')

/** V8's heap of a child, in MiB. WebAssembly memory comes on top: the watchdog looks at both together. */
const HEAP_MEGABYTES = 1024

/**
 * MiB in which new objects live, thrice: half of what is usual. Of a filing of 300 pages that saves 50 MB of 280 and costs
 * nothing that can be measured; another half costs a tenth more time.
 */
const NEW_SPACE_MEGABYTES = 16

/**
 * Node's permission model: a child reads the program and the documents, and nothing else; it writes no file and
 * starts no process, thread or add-on.
 */
export function childArguments(documents: string, entry: string): string[] {
  const readable = [...programFolders(), dirname(entry), documents]
  return [
    '--permission',
    ...new Set(readable.map((folder) => `--allow-fs-read=${join(folder, '*')}`)),
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    `--max-semi-space-size=${NEW_SPACE_MEGABYTES}`,
    // There is a child for each processor: helpers of the collector would take theirs.
    '--single-threaded-gc',
    '--disable-warning=SecurityWarning',
  ]
}

/** The engine's own folder, every `node_modules` around it, this folder, and the package.json files between. */
function programFolders(): string[] {
  const engine = dirname(dirname(fileURLToPath(import.meta.resolve('@ledger-lift/extraction'))))
  const nodeModules = ancestors(engine).map((folder) => join(folder, 'node_modules'))
  return [engine, HERE, ...nodeModules]
}

function ancestors(folder: string): string[] {
  const up = dirname(folder)
  return up === folder ? [folder] : [folder, ...ancestors(up)]
}
