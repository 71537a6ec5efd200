import type { PdfiumExports } from './pdfium-exports.ts'

const SLAB_BYTES = 4096

/** A piece of WebAssembly memory for out-parameters; its views follow when the memory grows. */
export class Slab {
  readonly at: number
  readonly size = SLAB_BYTES
  readonly #memory: PdfiumExports['memory']
  #floats: Float32Array
  #doubles: Float64Array
  #ints: Int32Array

  constructor(c: PdfiumExports) {
    this.#memory = c.memory
    this.at = c.malloc(SLAB_BYTES)
    this.#floats = new Float32Array(this.#memory.buffer, this.at, SLAB_BYTES / 4)
    this.#doubles = new Float64Array(this.#memory.buffer, this.at, SLAB_BYTES / 8)
    this.#ints = new Int32Array(this.#memory.buffer, this.at, SLAB_BYTES / 4)
  }

  /** Views of memory that has grown since are empty. */
  #follow(): void {
    if (this.#floats.length > 0) return
    this.#floats = new Float32Array(this.#memory.buffer, this.at, SLAB_BYTES / 4)
    this.#doubles = new Float64Array(this.#memory.buffer, this.at, SLAB_BYTES / 8)
    this.#ints = new Int32Array(this.#memory.buffer, this.at, SLAB_BYTES / 4)
  }

  get floats(): Float32Array {
    this.#follow()
    return this.#floats
  }

  get doubles(): Float64Array {
    this.#follow()
    return this.#doubles
  }

  get ints(): Int32Array {
    this.#follow()
    return this.#ints
  }

  latin1(length: number): string {
    return Buffer.from(this.#memory.buffer, this.at, Math.min(length, SLAB_BYTES)).toString('latin1')
  }
}
