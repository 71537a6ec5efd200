import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOSTILE_FILES } from '../../../corpus/src/hostile/hostile-files.ts'
import { residentBytes } from '../../../server/src/processing/children/resident.ts'
import { childrenBytes, HostilePool } from './hostile-pool.ts'
import { wrongEnding } from './judge-ending.ts'

const GOOD = join(import.meta.dirname, '../../../corpus/sample/input.pdf')
/** Milliseconds in which the good documents are worked alone, before and after. */
const ALONE = 15_000

/**
 * `count` hostile files in a row on one of two processes, good documents in a row on the other: how fast these are,
 * compared with the time in which they are alone, and what memory is held afterwards.
 */
export async function measureBeside(count: number, canary: string, print: (line: string) => void) {
  await using pool = await HostilePool.start(2)
  const good = readFileSync(GOOD)
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
  const before = { rate: await alone(), bytes: await held() }
  let busy = true
  const wrong: string[] = []
  const files = await Promise.all(
    HOSTILE_FILES.map(async (file) => ({ file, bytes: await file.bytes(canary) })),
  )
  const hostile = async () => {
    for (let i = 0; i < count; i++) {
      const next = files[i % files.length]
      if (!next) continue
      const said = wrongEnding(next.file.ends, await pool.work(next.bytes, next.file.password))
      if (said !== null) wrong.push(`${next.file.name}: ${said}`)
    }
    busy = false
  }
  const [rate] = await Promise.all([goodWhile(() => busy), hostile().finally(() => (busy = false))])
  files.length = 0
  const after = { rate: await alone(), bytes: await held() }
  const measured = {
    count,
    goodPerSecond: { before: before.rate, beside: rate, after: after.rate },
    ratio: rate / Math.max(before.rate, after.rate),
    residentMB: { before: before.bytes / 1024 ** 2, after: after.bytes / 1024 ** 2 },
    processes: Object.fromEntries(pool.ends),
    wrong,
  }
  print(JSON.stringify(measured))
  return measured
}

/** Of this process and its children. */
async function held(): Promise<number> {
  const own = (await residentBytes(process.pid)) ?? 0
  return (await childrenBytes()).reduce((sum, bytes) => sum + bytes, own)
}
