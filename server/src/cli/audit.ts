import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keyFileOf, openAuditor } from '../audit/open-auditor.ts'
import { rotateKey } from '../audit/key-file.ts'
import { pemOf } from '../audit/signing.ts'
import { verifyTrails, type TrailVerdict } from '../audit/verify.ts'
import type { CheckpointFinding } from '../audit/check-log.ts'
import { documentId, noDocument, readTrailTenant } from '../documents/queries.ts'
import { AppError } from '../errors.ts'
import { evidenceBundle } from '../evidence/bundle.ts'
import { deletionCertificate } from '../evidence/certificate.ts'
import type { DocumentId } from '../ids.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { EXIT, type ExitStatus } from './exit.ts'
import type { Program } from './program.ts'
import { readKeys, verifyFile, type Believed } from './verify-file.ts'
import { writeWholeFile } from './whole-file.ts'

const VERBS = ['verify', 'checkpoint', 'bundle', 'certificate', 'public-key', 'rotate-key'] as const
type Verb = (typeof VERBS)[number]

interface Options extends Believed {
  readonly out?: string | undefined
  readonly source?: string | undefined
}

export const audit: Command = {
  name: 'audit',
  usage: 'verify [ID|FILE] | checkpoint | bundle ID | certificate ID | public-key | rotate-key',
  summary: 'Verifies audit trails, checkpoints and evidence; signs checkpoints, bundles and certificates.',
  details: [
    'verify          recomputes every trail and holds it against the signed checkpoints of the database, the object store',
    '                and the second place; with an ID that document alone',
    'verify FILE     an evidence bundle (.zip) or a deletion certificate (.json): needs neither server nor database;',
    '                --key KEY_ID (again for more) believes those keys alone, --keys PATH those of a folder or file of public',
    '                keys; --source FILE compares the document itself',
    'checkpoint      signs where every trail ends now',
    'bundle ID       writes evidence of the document to --out F (ID.evidence.zip)',
    'certificate ID  writes that the purged document is gone to --out F (ID.deletion.json)',
    'public-key      prints the id and the public key that signs, and those of its forerunners: what --keys reads',
    'rotate-key      makes a new one; the old one is believed on',
    'Exit status: 0 everything is as it was written; 8 something is not.',
  ],
  async run(args, program) {
    const { positionals: given, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        key: { type: 'string', multiple: true },
        keys: { type: 'string' },
        source: { type: 'string' },
      },
    })
    const [word, ...rest] = given
    const verb = VERBS.find((one) => one === word)
    if (verb === undefined) throw new UsageError(`audit takes ${VERBS.join(', ')}.`)
    return await ACTIONS[verb](program, rest, values)
  },
}

type Action = (program: Program, given: readonly string[], options: Options) => Promise<ExitStatus>

const ACTIONS: Readonly<Record<Verb, Action>> = {
  async verify(program, [what, ...more], options) {
    if (more.length > 0) throw new UsageError('verify takes one ID or one FILE.')
    const file = what === undefined ? undefined : resolve(program.directory, what)
    if (what !== undefined && file !== undefined && (/\.(zip|json)$/i.test(what) || existsSync(file)))
      return await verifyFile(program, file, options)
    if (options.key !== undefined || options.source !== undefined)
      throw new UsageError('--key and --source are for a FILE; the database is held against --keys.')
    return await verifyDatabase(program, what === undefined ? undefined : documentId(what), options)
  },

  async checkpoint(program) {
    await using opened = await open(program)
    const made = await opened.auditor.checkpoint()
    await program.output.print(
      made === 0
        ? 'Nothing has happened since the last checkpoint.\n'
        : `${made} checkpoint${made === 1 ? '' : 's'} signed and stored.\n`,
    )
    return EXIT.ok
  },

  async bundle(program, given, { out }) {
    const id = documentId(positionals(given, 'ID')[0])
    await using opened = await open(program)
    const tenant = await readTrailTenant(opened.db, id)
    const bytes = await evidenceBundle(opened, tenant, id)
    return await write(program, out ?? `${id}.evidence.zip`, bytes)
  },

  async certificate(program, given, { out }) {
    const id = documentId(positionals(given, 'ID')[0])
    await using opened = await open(program)
    const certificate = await deletionCertificate(opened, await readTrailTenant(opened.db, id), id)
    return await write(
      program,
      out ?? `${id}.deletion.json`,
      Buffer.from(`${JSON.stringify(certificate, null, 2)}\n`),
    )
  },

  async 'public-key'(program) {
    await using opened = await open(program)
    const { signing, trusted } = opened.auditor.keyring()
    const earlier = [...trusted].filter(([id]) => id !== signing.id)
    for (const [id, key] of [[signing.id, signing.publicKey] as const, ...earlier])
      await program.output.print(`${id}\n${pemOf(key)}`)
    return EXIT.ok
  },

  async 'rotate-key'(program) {
    const file = keyFileOf(program.configure().config)
    if (file === null)
      throw new AppError('audit.key_missing', 'AUDIT_KEY_FILE is unset; there is no key to rotate.')
    const { from, to } = rotateKey(file)
    await program.output.print(
      `${to} signs from the next start on; ${from} is believed on. Give the new id to those who verify.\n`,
    )
    return EXIT.ok
  },
}

async function open(program: Program) {
  const settings = program.configure()
  await using opening = new AsyncDisposableStack()
  const database = opening.use(await program.openDatabase(settings))
  const storage = opening.adopt(await program.openStorage(settings), (each) => each.close())
  const auditor = openAuditor(settings.config, database.db, storage)
  const all = opening.move()
  return { db: database.db, storage, auditor, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function write(program: Program, name: string, bytes: Uint8Array): Promise<ExitStatus> {
  const file = resolve(program.directory, name)
  writeWholeFile(file, bytes)
  await program.output.print(`${file}\n`)
  return EXIT.ok
}

async function verifyDatabase(
  program: Program,
  document: DocumentId | undefined,
  { keys }: Options,
): Promise<ExitStatus> {
  const believed = keys === undefined ? undefined : readKeys(program.directory, keys)
  await using opened = await open(program)
  let [trails, events, broken] = [0, 0, 0]
  for await (const verdict of verifyTrails(opened.db, document)) {
    trails++
    events += verdict.events
    if (verdict.findings.length > 0) broken++
    if (verdict.findings.length > 0 || document) await program.output.print(told(verdict))
  }
  const { checkpoints, elsewhere, findings } = await opened.auditor.verify(document, believed)
  for (const finding of findings) await program.output.print(toldFinding(finding))
  if (document && trails === 0 && findings.length === 0) throw noDocument(document)
  await program.output.print(
    `${trails} trails with ${events} events: ${broken === 0 ? 'all intact' : `${broken} BROKEN`}\n`,
  )
  const copies = [...elsewhere].map(([place, count]) => `, ${count} in ${place}`).join('')
  const flaws = findings.length === 0 ? 'all fit' : `${findings.length} FINDINGS`
  await program.output.print(`${checkpoints} checkpoints in the database${copies}: ${flaws}\n`)
  return broken === 0 && findings.length === 0 ? EXIT.ok : EXIT.findings
}

function told({ document, events, headHash, findings }: TrailVerdict): string {
  if (findings.length === 0) return `${document}  intact, ${events} events, head ${headHash}\n`
  const where = (sequence: number | null) => (sequence === null ? 'the trail' : `event ${sequence}`)
  return findings
    .map(({ sequence, detail }) => `${document}  BROKEN at ${where(sequence)}: ${detail}\n`)
    .join('')
}

function toldFinding({ place, checkpoint, document, detail }: CheckpointFinding): string {
  const by = checkpoint === null ? place : `checkpoint ${checkpoint} in ${place}`
  return document === null ? `${by}: ${detail}\n` : `${document}  BROKEN by ${by}: ${detail}\n`
}
