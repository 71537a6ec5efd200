import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { checkedAddresses, type AddressRules, type Resolve } from './address.ts'

/** Milliseconds for everything: name, connection, TLS, answer. */
const ANSWER_WITHIN = 10_000
/** Bytes of the answer's headers; its body is not read. */
const HEADER_LIMIT = 16 * 1024

/**
 * Gives the status. No redirect is followed, no proxy asked, no body of the answer read: what stands there is nobody's
 * business here. Throws webhook.url_refused, or what the network says.
 */
export async function post(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  rules: AddressRules,
  resolve: Resolve,
): Promise<number> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN)
  const url = new URL(address)
  const addresses = await Promise.race([checkedAddresses(url, rules, resolve), aborted(signal)])
  const pinned: LookupFunction = (_host, options, done) => {
    const [first] = addresses
    if (options.all === true) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family)
  }
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: pinned,
    maxHeaderSize: HEADER_LIMIT,
    agent: false,
    signal,
  }
  return await new Promise<number>((resolveStatus, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const sent = send(url, options, (response) => {
      resolveStatus(response.statusCode ?? 0)
      response.on('error', () => undefined)
      response.destroy()
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
