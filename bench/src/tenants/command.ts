import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { thisMachine } from '../machine.ts'
import { measureTenants, type Measured } from './measure.ts'

export const tenantsUsage = `tenants
    Two tenants, one sending ten times as much, three API processes and four workers on one PostgreSQL: limits held
    over all of them, shares of the workers, jobs at a time under a cap. Takes about a minute.
    [--accept]             record what was measured`

const RECORD = join(import.meta.dirname, '../../results/tenants.json')

/** Jain's index of the documents of both done while both wait: 1 is even, .5 is one tenant alone. */
const FAIR = 0.9
/** Of a limit: what processes hold when the others have used up the rest is given by them alone. */
const GIVEN = 0.8

/** Resolves to the exit status: 1 when a limit or a cap was passed, or the shares were not fair. */
export async function tenantsCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { accept: { type: 'boolean', default: false } } })
  const measured = await measureTenants(print)
  const verdicts = judge(measured)
  for (const { said, good } of verdicts) print(`${good ? 'held  ' : 'MISSED'}  ${said}`)
  if (values.accept)
    writeFileSync(RECORD, `${JSON.stringify({ machine: thisMachine(), ...measured }, null, 2)}\n`)
  return verdicts.every(({ good }) => good) ? 0 : 1
}

function judge({ bursts, shares, cap, failed }: Measured): readonly { said: string; good: boolean }[] {
  return [
    ...bursts.map(({ what, limit, sent, allowed }) => ({
      said: `${what}: ${allowed} of ${sent} allowed (at most ${limit}, at least ${limit * GIVEN})`,
      good: allowed <= limit && allowed >= limit * GIVEN,
    })),
    {
      said: `Jain's index of the shares ${shares.many} and ${shares.few}: ${shares.jain} (at least ${FAIR})`,
      good: shares.jain >= FAIR,
    },
    {
      said: `jobs of one tenant at a time: ${cap.most} in ${cap.looks} looks (as many as its cap, ${cap.limit})`,
      good: cap.most === cap.limit,
    },
    { said: `documents that failed: ${failed}`, good: failed === 0 },
  ]
}
