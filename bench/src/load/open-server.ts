import { setPrincipal, type Principal } from '../../../server/src/auth/principal.ts'
import { permissionsOf } from '../../../server/src/auth/roles.ts'
import { readConfig } from '../../../server/src/config.ts'
import type { Api } from '../../../server/src/http/api.ts'
import { DEFAULT_TENANT } from '../../../server/src/ids.ts'
import { openSystem } from '../../../server/src/system.ts'
import { createLogger } from '../../../server/src/telemetry/log.ts'

const ANYBODY: Principal = {
  tenant: DEFAULT_TENANT,
  actor: 'local',
  role: 'analyst',
  may: permissionsOf('analyst'),
  limitedBy: null,
  expiresAt: null,
  keyId: null,
}

/** What `serve` is compared with: the same program that asks nobody who they are, whose rows they see and how often they call. */
function admitAnybody(app: Api): void {
  app.addHook('onRequest', (request, _reply, done) => {
    setPrincipal(request, ANYBODY)
    done()
  })
}

const config = readConfig(JSON.parse(process.argv[2] ?? ''))
const log = createLogger({ level: 'INFO', format: 'json' })
const options = { alone: false, role: 'producer', migrate: false, admit: admitAnybody } as const
const system = await openSystem({ config, log }, options)
const address = await system.listen()
await system.prepare(new AbortController().signal)
process.send?.(address)
process.once('disconnect', () => void system[Symbol.asyncDispose]())
