import { openSync, closeSync, readSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CONTENT_TYPES, identify } from '@ledger-lift/extraction/identify'
import { localKey } from '../auth/local-key.ts'
import type { Document } from '../contract.ts'
import { AppError } from '../errors.ts'
import { ApiClient, type FileToWork } from './api-client.ts'
import { EXIT, exitFor, exitForCode, type ExitStatus } from './exit.ts'
import type { Program, Settings } from './program.ts'
import { announce, runningAddress } from './running.ts'
import { summarise } from './summary.ts'
import { writeBeside } from './write-beside.ts'

/** Milliseconds between looks at a document that is being worked. */
const LOOK_EVERY = 200

/** Each file through the whole system, its workbook beside it. The status is that of the first that went wrong. */
export async function workFiles(
  names: readonly string[],
  settings: Settings,
  program: Program,
): Promise<ExitStatus> {
  const { signal } = program.stop
  const running = await runningAddress(settings.config.home)
  const key = localKey(settings.config.home)
  if (running && key && !settings.config.databaseUrl)
    return await workAll(names, new ApiClient(running, key.token, signal), program)

  // Nobody else has to find it, so any free port will do.
  const own = { ...settings, config: { ...settings.config, host: '127.0.0.1', port: 0 } }
  await using system = await program.openSystem(own, { alone: true, role: 'worker', migrate: true })
  await system.prepare(signal)
  const address = await system.listen()
  using _announced = settings.config.databaseUrl ? null : announce(settings.config.home, address)
  await system.work()
  return await workAll(names, new ApiClient(address, system.access.token, signal), program)
}

async function workAll(names: readonly string[], api: ApiClient, program: Program): Promise<ExitStatus> {
  const submitted: { name: string; path: string; document: Promise<Document> }[] = []
  for (const name of names) {
    const path = resolve(program.directory, name)
    const document = submit(path, api)
    submitted.push({ name, path, document })
    // One upload at a time; what went wrong is told in the order of the files.
    await document.catch(() => {})
  }
  let status: ExitStatus = EXIT.ok
  for (const { name, path, document } of submitted) {
    const ended = await finish(name, path, document, api, program)
    if (status === EXIT.ok) status = ended
  }
  return status
}

async function submit(path: string, api: ApiClient): Promise<Document> {
  return await api.submit(describe(path))
}

function describe(path: string): FileToWork {
  const { size } = statSync(path)
  const kind = identify(firstBytes(path))
  if (!kind) throw new AppError('document.not_supported', 'It is neither PDF nor DOCX by its content.')
  return { path, filename: basename(path), contentType: CONTENT_TYPES[kind], size }
}

function firstBytes(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(4096)
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

async function finish(
  name: string,
  path: string,
  submitted: Promise<Document>,
  api: ApiClient,
  { output, stop }: Program,
): Promise<ExitStatus> {
  try {
    const document = await ended(await submitted, api, stop.signal)
    if (document.processing_status === 'FAILED') {
      output.tell(`${name}: ${document.error_message} (${document.error_code})`)
      return exitForCode(document.error_code ?? 'internal.bug')
    }
    const written = writeBeside(path, '.xlsx', await api.workbook(document.id))
    const { text, pagesFailed } = summarise(await api.result(document.id))
    await output.print(`${name} → ${basename(written)}: ${text}\n`)
    return pagesFailed ? EXIT.pagesFailed : EXIT.ok
  } catch (error) {
    stop.signal.throwIfAborted()
    const { status, line } = exitFor(error)
    output.tell(`${name}: ${line}`)
    return status
  }
}

async function ended(document: Document, api: ApiClient, stop: AbortSignal): Promise<Document> {
  let now = document
  while (now.processing_status !== 'COMPLETED' && now.processing_status !== 'FAILED') {
    await pause(LOOK_EVERY, undefined, { signal: stop })
    now = await api.read(now.id)
  }
  return now
}
