import { request, type ClientRequest } from 'node:http'

/** Below the API's limit for a body, so that it is read and kept until it is whole. */
const PART = ' '.repeat(900_000)

/** Callers who have sent most of a body and not the rest: what they sent stays in the heap of the API. */
export class HeldBodies implements Disposable {
  readonly #address: string
  readonly #key: string
  readonly #requests: ClientRequest[] = []

  constructor(address: string, key: string) {
    this.#address = address
    this.#key = key
  }

  /** One more, unless the heap is as full as it should be; `upTo`: of 1. */
  async fill(upTo: number): Promise<void> {
    const metrics = await (await fetch(`${this.#address}/metrics`)).text()
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
    if (value('nodejs_heap_size_used_bytes') / value('ledger_lift_heap_limit_bytes') < upTo) this.#hold()
  }

  #hold(): void {
    const one = request(`${this.#address}/v1/uploads/presign`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#key}`,
        'content-type': 'application/json',
        'content-length': PART.length + 1,
      },
    })
    one.on('error', () => {})
    one.write(PART)
    this.#requests.push(one)
  }

  [Symbol.dispose](): void {
    for (const one of this.#requests) one.destroy()
  }
}
