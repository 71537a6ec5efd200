import { readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import type { FailureCode, Note, OpenDocument, Page, PageFindings, StoredFile } from '@ledger-lift/extraction'
import { serve } from '../serve.ts'

/** As the real engine's, which would take longer to load than all that is done here. */
class ExtractionFailure extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode, message: string) {
    super(message)
    this.code = code
  }
}

const GARBLED = 'garbled'

/**
 * An engine that does what the document tells it, a line a page: to bring about what a hostile file would.
 * `ok`, `trap`, `exit`, `hang`, `grow`, `sleep MS`, `damaged`, `garbled` when the document is finished, or one of the
 * things a child is not permitted.
 */
const DEEDS: Readonly<Record<string, (argument: string) => void>> = {
  ok: () => {},
  [GARBLED]: () => {},
  trap: () => {
    throw new Error('RuntimeError: unreachable')
  },
  exit: () => process.kill(process.pid, 'SIGKILL'),
  hang: () => {
    for (;;);
  },
  grow: () => {
    const held: Buffer[] = []
    for (;;) held.push(Buffer.alloc(16 * 1024 ** 2, 1))
  },
  sleep: (milliseconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(milliseconds))
  },
  damaged: () => {
    throw new ExtractionFailure('document.damaged', 'The file is damaged.')
  },
  write: (path) => writeFileSync(path, 'x'),
  read: (path) => void readFileSync(path),
  spawn: () => void spawnSync('true'),
  secrets: () => {
    if (Object.keys(process.env).length > 0) throw new Error(Object.keys(process.env).join())
  },
}

async function openDocument(document: Uint8Array | StoredFile): Promise<OpenDocument> {
  const lines = textOf(document).trimEnd().split('\n')
  return {
    kind: 'pdf',
    pageCount: lines.length,
    notes: [],
    work: async (pages) => pages.map((page) => obey(page, lines[page - 1] ?? 'ok')),
    preview: async (page) => new TextEncoder().encode(`preview of page ${page}`),
    [Symbol.dispose]: () => {},
  }
}

function textOf(document: Uint8Array | StoredFile): string {
  if (document instanceof Uint8Array) return new TextDecoder().decode(document)
  const bytes = new Uint8Array(document.size)
  document.read(bytes, 0)
  return new TextDecoder().decode(bytes)
}

function obey(number: number, line: string): PageFindings {
  const [deed = '', argument = ''] = line.split(' ')
  const act = DEEDS[deed]
  if (!act) throw new ExtractionFailure('document.not_supported', `no such deed: ${deed}`)
  act(argument)
  const notes: Note[] = deed === GARBLED ? [{ code: 'page.failed', page: number, message: deed }] : []
  return { number, page: pageOf(number), tables: [], figures: [], texts: [], notes }
}

const pageOf = (number: number): Page => ({
  number,
  width: 100,
  height: 100,
  rotation: 0,
  text_source: 'native',
  notes: [],
})

const engine = () => ({ name: 'ledger-lift' as const, version: '0.0.0', fingerprint: 'faulty' })

serve({
  openDocument,
  engine,
  ExtractionFailure,
  finishPages: (findings) => ({
    pages: findings.flatMap(({ page }) => page ?? []),
    artifacts: [],
    notes: findings.flatMap((page) => page.notes),
    canonical: Buffer.from(findings.some(({ notes }) => notes[0]?.message === GARBLED) ? '}' : ''),
  }),
})
