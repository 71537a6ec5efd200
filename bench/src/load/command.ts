import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { thisMachine } from '../machine.ts'
import { measureLoad } from './load.ts'
import { CONNECTIONS, type Rate } from './rates.ts'

export const loadUsage = `load
    [--rounds 3] [--seconds 5] [--documents 5000]
    [--accept]             record these numbers; a quiet machine is needed for that`

const RECORD = join(import.meta.dirname, '../../results/load.json')

/**
 * Presign is compared with a bare route, and with itself without keys, tenants and limits; register with a one-row insert;
 * all in the same run.
 */
const REQUIRED = { presign: 0.08, kept: 0.6, register: 0.25 }

/** Resolves to the exit status: 1 when a request failed or a ratio is below what is required. */
export async function loadCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      documents: { type: 'string', default: '5000' },
      accept: { type: 'boolean', default: false },
    },
  })
  const [rounds, seconds, documents] = [values.rounds, values.seconds, values.documents].map(Number)
  if (!(rounds && seconds && documents)) {
    print(loadUsage)
    return 2
  }
  const measured = await measureLoad({ rounds, seconds, documents }, print)
  const ratios = {
    presign: median(measured.map((round) => round.presign.perSecond / round.bare.perSecond)),
    kept: median(measured.map((round) => round.presign.perSecond / round.open.perSecond)),
    register: median(measured.map((round) => round.register.perSecond / round.insert.perSecond)),
  }
  const errors = measured
    .flatMap((round) => Object.values<Rate>({ ...round }))
    .reduce((sum, rate) => sum + rate.errors, 0)
  print(`presign ÷ bare route ${ratios.presign.toFixed(3)} (at least ${REQUIRED.presign})`)
  print(
    `presign ÷ presign without keys, tenants, limits ${ratios.kept.toFixed(3)} (at least ${REQUIRED.kept})`,
  )
  print(`register ÷ one-row insert ${ratios.register.toFixed(3)} (at least ${REQUIRED.register})`)
  print(`${errors} errors`)
  if (values.accept) record({ ratios, errors, rounds: measured })
  const good =
    ratios.presign >= REQUIRED.presign && ratios.kept >= REQUIRED.kept && ratios.register >= REQUIRED.register
  return errors === 0 && good ? 0 : 1
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

function record(measured: object): void {
  const versions = Object.fromEntries(
    ['fastify', 'autocannon', 'pg', 'pg-boss'].map((name) => [name, versionOf(name)]),
  )
  const kept = { machine: thisMachine(), versions, connections: CONNECTIONS, ...measured }
  mkdirSync(dirname(RECORD), { recursive: true })
  writeFileSync(RECORD, `${JSON.stringify(kept, rounded, 2)}\n`)
}

const rounded = (_key: string, value: unknown) =>
  typeof value === 'number' ? Math.round(value * 1000) / 1000 : value

function versionOf(name: string): string {
  const path = join(import.meta.dirname, '../../../node_modules', name, 'package.json')
  const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
  return version
}
