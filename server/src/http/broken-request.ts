import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { newUuid } from '../uuid.ts'
import { AppError } from '../errors.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'

/** Milliseconds. */
const LINGER = 1_000

/** What is no HTTP, or stops in the middle, never becomes a request: the answer is written by hand and the line closed. */
export function refuseBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, detail] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'The headers are over 16 KiB; send fewer or shorter ones.']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request took too long to arrive; send it again.']
        : [400, 'This is not well-formed HTTP/1.1.']
  const id = newUuid()
  const body = JSON.stringify({ ...problemOf(new AppError('request.invalid', detail), id), status })
  hangUp(
    socket,
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${id}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

/** Whoever goes on sending does not hold the line open; closed at once, the answer would be lost with what it sent. */
export function hangUp(socket: Socket, lastWords = ''): void {
  socket.end(lastWords)
  const linger = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.once('close', () => clearTimeout(linger))
}
