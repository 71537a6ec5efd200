import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const GENERATOR = join(import.meta.dirname, '../../../corpus/src/main.ts')
const FIXED = ['--documents', '24', '--prose', '4', '--books', '16', '--seed', '7']

export interface PrintedDocuments extends Disposable {
  /** Laid out as a bench folder. */
  readonly folder: string
}

/** Prints the generator's documents of a fixed seed, in about 25 s; they go with the value. */
export function printedDocuments(): PrintedDocuments {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    execFileSync(process.execPath, [GENERATOR, join(folder, 'icdar2013'), ...FIXED], { stdio: 'inherit' })
  } catch (cause) {
    remove()
    throw cause
  }
  return { folder, [Symbol.dispose]: remove }
}
