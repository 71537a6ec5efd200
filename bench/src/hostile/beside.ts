import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { residentBytes } from '../../../server/src/processing/children/resident.ts'
import { childrenBytes } from './children-watch.ts'
import { HostilePool } from './hostile-pool.ts'
import { wrongEnding } from './judge-ending.ts'
import { makeFiles } from './make-files.ts'

const GOOD = join(import.meta.dirname, '../../../corpus/sample/input.pdf')
/** Of their speed, what good documents must keep beside hostile ones. */
const MUST_KEEP = 0.5
/** Megabytes by which this process may be larger afterwards: V8 gives back what it took when it sees fit. */
const MAY_GROW = 64
/** Milliseconds in which the good documents are worked alone, before and after. */
const ALONE = 15_000

/**
 * `count` hostile files in a row on one of two processes, good documents in a row on the other: how fast these are,
 * compared with the time in which they are alone, and what memory is held afterwards.
 */
export async function measureBeside(count: number, canary: string, print: (line: string) => void) {
  await using pool = await HostilePool.start(2)
  const good = readFileSync(GOOD)
  const files = await makeFiles(pool.folder, canary, '')
  const goodWhile = async (busy: () => boolean) => {
    const start = performance.now()
    let worked = 0
    for (; busy(); worked++) {
      const { code } = await pool.work(good)
      if (code !== null) throw new Error(`a good document ended with ${code}`)
    }
    return (worked * 1000) / (performance.now() - start)
  }
  const alone = () => {
    const end = performance.now() + ALONE
    return goodWhile(() => performance.now() < end)
  }

  await alone()
  const before = { rate: await alone(), held: await held() }
  let busy = true
  const wrong: string[] = []
  const hostile = async () => {
    for (let i = 0; i < count; i++) {
      const next = files[i % files.length]
      if (!next) continue
      const said = wrongEnding(next.file.ends, await pool.workFile(next.path, next.file.password))
      if (said !== null) wrong.push(`${next.file.name}: ${said}`)
    }
    busy = false
  }
  const [rate] = await Promise.all([goodWhile(() => busy), hostile().finally(() => (busy = false))])
  const after = { rate: await alone(), held: await held() }
  const ratio = rate / Math.max(before.rate, after.rate)
  if (ratio < MUST_KEEP) wrong.push(`good documents kept ${ratio.toFixed(2)} of their speed`)
  const grown = after.held.parent - before.held.parent
  if (grown > MAY_GROW) wrong.push(`this process has grown by ${grown.toFixed(0)} MB`)
  const measured = {
    count,
    goodPerSecond: { before: before.rate, beside: rate, after: after.rate },
    ratio,
    residentMB: { before: before.held, after: after.held },
    processes: Object.fromEntries(pool.ends),
    wrong,
  }
  print(JSON.stringify(measured))
  return measured
}

/** Of this process, and of its children together. */
async function held(): Promise<Held> {
  const children = (await childrenBytes()).reduce((sum, bytes) => sum + bytes, 0)
  return { parent: megabytes((await residentBytes(process.pid)) ?? 0), children: megabytes(children) }
}

interface Held {
  readonly parent: number
  readonly children: number
}

const megabytes = (bytes: number): number => bytes / 1024 ** 2
