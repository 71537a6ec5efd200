/** How a hostile file may end: with a code, or read, with these notes (and no failed page without one). */
export type Ending =
  | { readonly failed: readonly string[] }
  | { readonly read: { readonly notes: readonly string[]; readonly pages: number } }

export interface HostileFile {
  /** The kind, as the results name it. */
  readonly name: string
  readonly filename: string
  readonly ends: Ending
  readonly password?: string
  /** `canary`: an address on the loopback interface that must see no request. */
  bytes(canary: string): Buffer | Promise<Buffer>
}

export const failsWith = (...codes: string[]): Ending => ({ failed: codes })
export const isRead = (pages: number, ...notes: string[]): Ending => ({ read: { notes, pages } })
