import { setTimeout as pause } from 'node:timers/promises'
import { onePagePdf, uploadAndRegister } from '../../../server/src/faults/api-client.ts'
import type { DocumentId } from '../../../server/src/ids.ts'

/** Callers behind a proxy: each document is registered with the next API in turn, and read at once from every one. */
export class Traffic {
  readonly documents: DocumentId[] = []
  readonly failures: string[] = []
  /** What the proxy sends callers to; changed while it runs. */
  addresses: readonly string[] = []
  requests = 0
  readonly #key: string
  readonly #done: Promise<void>
  #stopping = false

  constructor(key: string, addresses: readonly string[]) {
    this.#key = key
    this.addresses = addresses
    this.#done = this.#run()
  }

  /** Resolves with what became of so many more documents that are registered meanwhile. */
  async untilRegistered(more: number): Promise<void> {
    for (const target = this.documents.length + more; this.documents.length < target;) await pause(50)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#done
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#stopping; turn++) {
      const { addresses } = this
      const address = addresses[turn % addresses.length] ?? ''
      await this.#attempt(async () => {
        const id = await uploadAndRegister({ address, key: this.#key }, onePagePdf(`Total ${turn}`))
        this.documents.push(id)
        for (const each of addresses) await this.#read(`${each}/v1/documents/${id}`)
      })
    }
  }

  async #read(url: string): Promise<void> {
    await this.#attempt(async () => {
      const { status } = await fetch(url, { headers: { authorization: `Bearer ${this.#key}` } })
      if (status !== 200) throw new Error(`${url} answered ${status}`)
    })
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.requests++
    await work().catch((error: unknown) => this.failures.push(String(error)))
  }
}
