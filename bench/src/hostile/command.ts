import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CHILD_LIMITS } from '../../../server/src/processing/children/limits.ts'
import { thisMachine } from '../machine.ts'
import { startCanary } from './canary.ts'
import { measureBeside } from './beside.ts'
import { ChildrenWatch } from './children-watch.ts'
import { HostilePool } from './hostile-pool.ts'
import { wrongEnding } from './judge-ending.ts'
import { makeFiles } from './make-files.ts'

export const hostileUsage = `hostile
    [--count 500]          hostile files that are worked in a row, good ones beside them
    [--only PART]          kinds with this in their name
    [--accept]             record the numbers`

const RESULTS = join(import.meta.dirname, '../../results')
const MOST_SECONDS = 60
/** The watchdog looks now and then: what a child may grow meanwhile. Bytes. */
const LATE = 128 * 1024 ** 2
const CLIMBED = ['/tmp/ledger-lift-climbed', '/tmp/launched']

interface Row {
  readonly kind: string
  readonly ended: string
  readonly seconds: number
  /** Seconds of the processor. */
  readonly worked: number
  readonly peakMB: number
  readonly wrong: string | null
}

/** Resolves to the exit status: 1 when a file ended otherwise than it should. */
export async function hostileCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '500' },
      only: { type: 'string', default: '' },
      accept: { type: 'boolean', default: false },
    },
  })
  await using canary = await startCanary()
  const rows = await workEach(values.only, canary.address, print)
  const beside =
    Number(values.count) > 0 ? await measureBeside(Number(values.count), canary.address, print) : null
  const { connections } = canary
  const traces = CLIMBED.filter((path) => existsSync(path))
  print(`${connections} requests to the canary, ${traces.length} files written by a document`)
  if (values.accept) {
    mkdirSync(RESULTS, { recursive: true })
    const kept = { machine: thisMachine(), limits: CHILD_LIMITS, canary: connections, rows, beside }
    writeFileSync(join(RESULTS, 'hostile.json'), `${JSON.stringify(kept, rounded, 2)}\n`)
  }
  const wrong = rows.some((row) => row.wrong !== null) || connections > 0 || traces.length > 0
  return wrong || (beside?.wrong ?? []).length > 0 ? 1 : 0
}

/** Each kind alone, on a pool of one. */
async function workEach(only: string, canary: string, print: (line: string) => void): Promise<Row[]> {
  await using pool = await HostilePool.start(1)
  const rows: Row[] = []
  for (const { file, path } of await makeFiles(pool.folder, canary, only)) {
    const watch = await ChildrenWatch.start()
    const ended = await pool.workFile(path, file.password)
    await watch.stop()
    const { peak, worked } = watch
    const wrong =
      wrongEnding(file.ends, ended) ??
      (ended.seconds > MOST_SECONDS
        ? 'took too long'
        : peak > CHILD_LIMITS.memory + LATE
          ? 'took too much'
          : null)
    const said = ended.code ?? ['read', ...ended.notes].join(' ')
    const row = {
      kind: file.name,
      ended: said,
      seconds: ended.seconds,
      worked: worked / 1000,
      peakMB: peak / 1024 ** 2,
      wrong,
    }
    rows.push(row)
    print(
      `${wrong === null ? 'ok   ' : 'WRONG'} ${file.name}: ${said}, ${row.seconds.toFixed(1)} s (${row.worked.toFixed(1)} s of work), ${row.peakMB.toFixed(0)} MB${wrong === null ? '' : ` (${wrong})`}`,
    )
  }
  return rows
}

const rounded = (_key: string, value: unknown) =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value
