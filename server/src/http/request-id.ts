import type { IncomingMessage } from 'node:http'
import { newUuid } from '../uuid.ts'

/** What a log line and a header can carry without harm. */
const SANE = /^[A-Za-z0-9][\w.:/+=-]{0,127}$/

/** The caller's `x-request-id` if it is sane, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id']
  return typeof sent === 'string' && SANE.test(sent) ? sent : newUuid()
}
