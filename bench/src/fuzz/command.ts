import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { HOSTILE_FILES } from '../../../corpus/src/hostile/hostile-files.ts'
import { show, writePdf } from '../../../extraction/src/read/pdf/testing/write-pdf.ts'
import { type Ended, HostilePool } from '../hostile/hostile-pool.ts'
import { thisMachine } from '../machine.ts'
import { mutant } from './mutate.ts'

export const fuzzUsage = `fuzz [--files 5000] [--seed N] [--only INDEX]
    [--documents FOLDER]   PDF and DOCX files to mutate, besides the project's own
    [--accept]             record the numbers`

const ROOT = join(import.meta.dirname, '../../..')
const RESULTS = join(import.meta.dirname, '../../results')
/** Larger ones would only take longer. Bytes. */
const LARGEST = 400_000
/** Kinds of the hostile suite that are large. */
const SLOW_TO_MAKE = /000|bomb/
/** Files at a time, and processes. */
const AT_ONCE = 2

/** Resolves to the exit status: 1 for a hang, an error that no document should bring about, or a crash. */
export async function fuzzCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      files: { type: 'string', default: '5000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      only: { type: 'string' },
      documents: { type: 'string' },
      accept: { type: 'boolean', default: false },
    },
  })
  const seed = Number(values.seed)
  const corpus = await readCorpus(values.documents)
  const first = values.only === undefined ? 0 : Number(values.only)
  const count = values.only === undefined ? Number(values.files) : 1
  print(`seed ${seed}, ${count} files from ${corpus.length}`)
  await using pool = await HostilePool.start(AT_ONCE)
  const ends: Record<string, number> = {}
  const bad: string[] = []
  const note = (index: number, ended: Ended) => {
    const said = ended.code ?? (ended.notes.length > 0 ? 'read with notes' : 'read')
    ends[said] = (ends[said] ?? 0) + 1
    const wrong = ended.broken ?? (/^(internal|processing)\./.test(said) ? said : undefined)
    if (wrong === undefined && values.only === undefined) return
    bad.push(`${index}: ${wrong}`)
    print(
      `--seed ${seed} --only ${index}: ${said} after ${ended.seconds.toFixed(1)} s ${ended.notes} ${wrong ?? ''}`,
    )
  }
  let next = first
  const lane = async () => {
    for (let index = next++; index < first + count; index = next++)
      note(index, await pool.work(mutant(corpus, seed, index)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  const processes = Object.fromEntries(pool.ends)
  print(JSON.stringify({ seed, count, ends, processes, bad: bad.length }))
  if (values.accept) {
    mkdirSync(RESULTS, { recursive: true })
    const kept = { machine: thisMachine(), seed, count, ends, processes, bad }
    writeFileSync(join(RESULTS, 'fuzz.json'), `${JSON.stringify(kept, null, 2)}\n`)
  }
  return values.only === undefined && bad.length > 0 ? 1 : 0
}

async function readCorpus(documents: string | undefined): Promise<Buffer[]> {
  const folders = [join(ROOT, 'corpus'), ...(documents === undefined ? [] : [documents])]
  const paths = folders.flatMap((folder) =>
    globSync('**/*.{pdf,docx}', { cwd: folder, exclude: (name) => name === 'node_modules' })
      .sort()
      .map((path) => join(folder, path)),
  )
  const files = paths.map((path) => readFileSync(path)).filter(({ length }) => length <= LARGEST)
  const quick = HOSTILE_FILES.filter(({ name }) => !SLOW_TO_MAKE.test(name))
  const small = await Promise.all(quick.map(({ bytes }) => bytes('http://127.0.0.1:9')))
  const table = Array.from({ length: 12 }, (_, i) => show(60, 250 - 18 * i, `Item ${i}   1,${100 + i}.50`))
  return [...files, ...small.filter(({ length }) => length < 4096), writePdf([{ content: table.join('') }])]
}
