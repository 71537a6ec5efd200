import { Readable } from 'node:stream'
import Type from 'typebox'
import { principalOf } from '../auth/principal.ts'
import type { DocumentId } from '../ids.ts'
import type { Api } from '../http/api.ts'
import type { HttpDeps } from '../http/deps.ts'
import { logDocument } from '../http/document-log.ts'
import { file, problems } from '../http/openapi.ts'
import { DocumentParams } from './contract.ts'
import { eventText, parseSeen, type Message, type Seen } from './progress-messages.ts'
import { isKnown } from './progress-store.ts'
import { missedSince, watchDocuments, type Watch } from './progress-watch.ts'
import { documentId, noDocument } from './queries.ts'

/** Milliseconds. Proxies cut a connection that is silent for a minute. */
const HEARTBEAT = 15_000
/** Milliseconds after which a browser connects again. */
const COME_BACK_AFTER = 2_000
/** Bytes that a reader may leave unread before it is taken for gone. */
const UNREAD = 256 * 1024

/** Server-sent events: `status` and `progress` as they change, then `end`. `Last-Event-ID` takes up where one left off. */
export async function progressRoutes(app: Api, { db, log, metrics }: HttpDeps): Promise<void> {
  logDocument(app)
  const watch = watchDocuments({ db, log })
  const open = new Set<Readable>()
  // `close` waits for what is in flight: the streams end, and their readers come back with Last-Event-ID.
  app.addHook('preClose', async () => {
    watch.close()
    for (const stream of open) stream.push(null)
  })

  const schema = {
    tags: ['documents'],
    summary: 'Server-sent events until the document is worked',
    description: 'Events `status`, `progress` and `end`; `Last-Event-ID` takes up where one left off.',
    params: DocumentParams,
    response: {
      200: file('text/event-stream'),
      204: Type.Null({ description: 'all was told' }),
      ...problems,
    },
  }
  app.get('/v1/documents/:id/progress', { schema, exposeHeadRoute: false }, async (request, reply) => {
    const id = documentId(request.params.id)
    if (!(await isKnown(db, principalOf(request).tenant, id))) throw noDocument(id)
    const seen = parseSeen(lastEventId(request.headers['last-event-id']))
    // 204 is how a browser's EventSource learns that it need not come back.
    if (seen?.ended && (await missedSince(db, id, seen)).length === 0) return reply.code(204).send(null)

    const stream = openStream(watch, id, seen)
    open.add(stream)
    metrics.streams.set(open.size)
    stream.once('close', () => {
      open.delete(stream)
      metrics.streams.set(open.size)
    })
    return reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream)
  })
}

const lastEventId = (header: string | string[] | undefined): string | undefined => [header].flat()[0]

/** The text of what is told, with a comment now and then so that nobody takes the connection for dead. */
function openStream(watch: Watch, document: DocumentId, seen: Seen | null): Readable {
  const stream = new Readable({ read: () => {} })
  const write = (text: string) => {
    if (stream.readableEnded || stream.destroyed) return
    if (stream.readableLength > UNREAD) stream.destroy()
    else stream.push(text)
  }
  const tell = (messages: readonly Message[]) => {
    for (const message of messages) {
      write(eventText(message))
      if (message.event === 'end') stream.push(null)
    }
  }
  write(`retry: ${COME_BACK_AFTER}\n\n`)
  const leave = watch.add({ document, seen, tell })
  const heartbeat = setInterval(write, HEARTBEAT, ': still here\n\n')
  stream.once('close', () => {
    leave()
    clearInterval(heartbeat)
  })
  return stream
}
