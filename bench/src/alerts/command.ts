import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { thisMachine } from '../machine.ts'
import { causeEveryAlert } from './measure.ts'
import { Prometheus, RULES } from './prometheus.ts'

export const alertsUsage = `alerts
    Causes the condition of every alert in deploy/monitoring/alerts.yml on the real system and sees it fire in a real
    Prometheus (Debian: apt-get install prometheus). Takes about three minutes.
    [--accept]             record what fired, and when`

export async function alertsCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { accept: { type: 'boolean', default: false } },
  })
  if (!Prometheus.installed()) {
    print('There is no prometheus on the PATH: apt-get install prometheus. Nothing was tested.')
    return 7
  }
  const fired = await causeEveryAlert(print)
  const all = [...readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name]) => name)
  const silent = all.filter((name) => !fired.some(({ alert }) => alert === name))
  print(silent.length === 0 ? `All ${all.length} alerts fired.` : `These did not fire: ${silent.join(', ')}`)
  if (silent.length > 0) return 1
  if (!values.accept) return 0
  const results = join(import.meta.dirname, '../../results/alerts.json')
  writeFileSync(results, `${JSON.stringify({ machine: thisMachine(), fired }, null, 2)}\n`)
  return 0
}
