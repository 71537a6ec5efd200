import { existsSync, linkSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { writeWholeFile } from './whole-file.ts'

/**
 * Writes next to `path`, under its name with another ending, and never over a file that is there: people work in
 * their workbooks. One with the same bytes is left as it is; otherwise the next free `NAME (2).xlsx` is taken.
 * Gives the path of the file that now has these bytes.
 */
export function writeBeside(path: string, ending: string, bytes: Uint8Array): string {
  const aside = join(dirname(path), `.${basename(path).slice(0, 200)}.${process.pid}.new`)
  try {
    for (const target of names(path, ending)) {
      if (existsSync(target)) {
        if (bytes.length > 0 && readFileSync(target).equals(bytes)) return target
        continue
      }
      if (!existsSync(aside)) writeWholeFile(aside, bytes)
      if (claim(aside, target)) return target
    }
  } finally {
    rmSync(aside, { force: true })
  }
  throw new Error(`no free name beside ${path}`)
}

function* names(path: string, ending: string): Generator<string> {
  const stem = join(dirname(path), basename(path, extname(path)))
  yield stem + ending
  for (let number = 2; number < 10_000; number++) yield `${stem} (${number})${ending}`
}

/** A link, unlike a rename, does not replace what appeared meanwhile. */
function claim(aside: string, target: string): boolean {
  try {
    linkSync(aside, target)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
