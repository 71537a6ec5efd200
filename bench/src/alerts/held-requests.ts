import { request, type ClientRequest } from 'node:http'

/** Requests that are begun at a time. */
const MORE = 20
/** Characters; the largest head that Node's server takes is 16 kB. */
const HEADER = 'x'.repeat(14_000)

/** Callers who have sent a request but for its body: its head stays in the heap of the API. */
export class HeldRequests implements Disposable {
  readonly #address: string
  readonly #key: string
  readonly #requests: ClientRequest[] = []

  constructor(address: string, key: string) {
    this.#address = address
    this.#key = key
  }

  /** Some more, unless the heap is as full as it should be; `upTo`: of 1. */
  async fill(upTo: number): Promise<void> {
    const metrics = await (await fetch(`${this.#address}/metrics`)).text()
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
    if (value('nodejs_heap_size_used_bytes') / value('ledger_lift_heap_limit_bytes') >= upTo) return
    for (let more = 0; more < MORE; more++) this.#hold()
  }

  #hold(): void {
    const one = request(`${this.#address}/v1/uploads/presign`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${this.#key}`,
        'content-type': 'application/json',
        'content-length': 1,
        'x-held': HEADER,
      },
    })
    one.on('error', () => {}).flushHeaders()
    this.#requests.push(one)
  }

  [Symbol.dispose](): void {
    for (const one of this.#requests) one.destroy()
  }
}
