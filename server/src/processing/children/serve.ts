import type {
  engine,
  EngineOptions,
  ExtractionFailure,
  finishPages,
  OpenDocument,
  openDocument,
} from '@ledger-lift/extraction'
import { type PackedPage, packedPage, unpackedPage } from '@ledger-lift/extraction/assemble'
import { fileAt } from './file-at.ts'
import type { Exchange, Preview, Reply, Request, Task } from './messages.ts'

export interface ServedEngine {
  readonly openDocument: typeof openDocument
  readonly finishPages: typeof finishPages
  readonly engine: typeof engine
  /** What it throws to say why a document cannot be extracted. */
  readonly ExtractionFailure: typeof ExtractionFailure
}

type Handlers = { readonly [T in Task]: (request: Exchange[T]['request']) => Promise<Exchange[T]['reply']> }

/** The child's side: answers the parent's requests with the engine, set so, until the parent goes away. */
export function serve(served: ServedEngine, options: EngineOptions = {}): void {
  const handlers = handlersOf(served, options)
  process.on('message', (request: Request) => {
    void answer(served, handlers, request).then(send)
  })
  process.on('disconnect', () => process.exit(0))
  send({ type: 'ready', engine: served.engine(options) })
}

function handlersOf({ openDocument, finishPages }: ServedEngine, options: EngineOptions): Handlers {
  let open: OpenDocument | null = null
  const languages = options.languages ? { languages: options.languages } : {}
  const opened = (): OpenDocument => {
    if (!open) throw new Error('no document is open')
    return open
  }
  const close = () => {
    open?.[Symbol.dispose]()
    open = null
  }
  return {
    async open({ path, options }) {
      close()
      using file = fileAt(path)
      open = await openDocument(file, { ...languages, ...options })
      const { kind, pageCount, notes } = open
      return { kind, pageCount, notes }
    },
    async work({ pages, previewWidth }) {
      const packed: PackedPage[] = []
      const previews: Preview[] = []
      for (const page of pages) {
        send({ type: 'page', page })
        const [found] = await opened().work([page])
        if (!found) throw new Error(`the engine gave nothing for page ${page}`)
        packed.push(packedPage(found))
        // One that cannot be read would stop the engine again.
        const png =
          previewWidth === 0 || found.page === null ? null : await draw(opened(), page, previewWidth)
        if (png !== null) previews.push({ page, png })
      }
      return { pages: packed, previews }
    },
    async finish({ findings, facts }) {
      const { pages, notes, canonical } = finishPages(findings.map(unpackedPage), facts, options)
      return { pages, notes, canonical }
    },
    async close() {
      close()
      return null
    },
  }
}

/** A page that cannot be drawn has no preview, and nothing else is lost by it. */
const draw = (document: OpenDocument, page: number, width: number): Promise<Uint8Array | null> =>
  document.preview(page, width).catch(() => null)

async function answer(served: ServedEngine, handlers: Handlers, request: Request): Promise<Reply> {
  const from = now()
  try {
    return { type: 'done', value: await dispatch(handlers, request), from, to: now() }
  } catch (error) {
    if (error instanceof served.ExtractionFailure)
      return { type: 'refused', code: error.code, message: error.message }
    return {
      type: 'broken',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  }
}

const now = () => performance.timeOrigin + performance.now()

const dispatch = <T extends Task>(
  handlers: Handlers,
  { task, request }: { task: T; request: Exchange[T]['request'] },
) => handlers[task](request)

function send(reply: Reply): void {
  process.send?.(reply)
}
