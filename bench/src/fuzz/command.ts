import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ChildrenWatch, childrenBytes } from '../hostile/children-watch.ts'
import { HostilePool } from '../hostile/hostile-pool.ts'
import { thisMachine } from '../machine.ts'
import { readCorpus } from './corpus.ts'
import { mutant } from './mutate.ts'
import { FuzzTally } from './tally.ts'

export const fuzzUsage = `fuzz [--files 5000] [--seed N] [--only INDEX]
    [--documents FOLDER]   PDF and DOCX files to mutate, besides the project's own
    [--accept]             record the numbers`

const RESULTS = join(import.meta.dirname, '../../results')
/** Files at a time, and processes. */
const AT_ONCE = 2
/** Files between lines that say how far it is. */
const REPORT_EVERY = 500

/** Resolves to the exit status: 1 for a hang, an error that no document should bring about, or a lost process. */
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
  print(`seed ${seed}, ${count} files, corpus ${corpus.sha256.slice(0, 12)}`)
  await using pool = await HostilePool.start(AT_ONCE)
  const watch = await ChildrenWatch.start()
  const start = performance.now()
  const tally = new FuzzTally()
  let next = first
  const lane = async () => {
    for (let index = next++; index < first + count; index = next++) {
      const ended = await pool.work(mutant(corpus, seed, index))
      const wrong = tally.add(index, ended)
      if (wrong !== null || values.only !== undefined)
        print(`--seed ${seed} --only ${index}: ${wrong ?? JSON.stringify(ended)}`)
      if (tally.files % REPORT_EVERY === 0) print(`${tally.files} files, ${tally.bad.length} bad`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  const minutes = (performance.now() - start) / 60_000
  await watch.stop()
  const left = (await childrenBytes()).length
  if (left > AT_ONCE) tally.bad.push(`${left} processes are there, not ${AT_ONCE}`)
  const kept = {
    seed,
    corpus: corpus.sha256,
    ...tally.summary(),
    filesPerMinute: Math.round(count / minutes),
    secondsOfWork: Math.round(watch.worked / 1000),
    peakMB: Math.round(watch.peak / 1024 ** 2),
    processes: Object.fromEntries(pool.ends),
  }
  print(JSON.stringify(kept, null, 1))
  if (values.accept) {
    mkdirSync(RESULTS, { recursive: true })
    const record = { machine: thisMachine(), ...kept }
    writeFileSync(join(RESULTS, 'fuzz.json'), `${JSON.stringify(record, null, 2)}\n`)
  }
  return tally.bad.length > 0 ? 1 : 0
}
