import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A network between a program and its database that can be pulled and put back. */
export class Cable {
  readonly #to: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #pulled = false

  private constructor(to: string) {
    this.#to = to
    this.#server = createServer((near) => {
      if (this.#pulled) return near.destroy()
      const far = connect(this.#to)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one
          .on('error', () => {})
          .once('close', () => {
            this.#sockets.delete(one)
            other.destroy()
          })
        one.pipe(other)
      }
    })
  }

  /** `socket`: path of the Unix socket at the other end. */
  static async lay(socket: string): Promise<Cable> {
    const cable = new Cable(socket)
    cable.#server.listen(0, '127.0.0.1')
    await once(cable.#server, 'listening')
    return cable
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  pull(): void {
    this.#pulled = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#pulled = false
  }

  close(): void {
    this.pull()
    this.#server.close()
  }
}
