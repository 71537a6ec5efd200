import { init } from '@embedpdf/pdfium'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { PdfiumExports } from './pdfium-exports.ts'
import { limitMemory, type MemoryLimit } from './memory-limit.ts'
import { Slab } from './slab.ts'

/** One instance of PDFium and the scratch memory through which it answers. */
export interface Pdfium {
  readonly c: PdfiumExports
  readonly slab: Slab
  readonly limit: MemoryLimit
}

export const PDFIUM_PACKAGE = '@embedpdf/pdfium'

/** WebAssembly memory never shrinks: past this the next document gets a fresh instance. */
const RETIRE_BYTES = 192 * 1024 * 1024

let shared: Promise<Pdfium> | undefined

/** The instance of this process; starting one takes 30 to 100 ms, so documents share it while it is sound. */
export async function pdfium(): Promise<Pdfium> {
  const current = await shared
  if (current !== undefined && current.c.memory.buffer.byteLength <= RETIRE_BYTES) return current
  return (shared = start())
}

/** After a trap nothing in the instance's memory can be trusted: later documents and pages get another. */
export async function retire(broken: Pdfium): Promise<void> {
  if ((await shared) === broken) shared = undefined
}

async function start(): Promise<Pdfium> {
  const wasmBinary = await wasm()
  const silent = (): void => {}
  const module = await init({ wasmBinary, print: silent, printErr: silent })
  module.PDFiumExt_Init()
  // The package's types know of malloc and free only.
  const c = module.pdfium.wasmExports as unknown as PdfiumExports
  return { c, slab: new Slab(c), limit: limitMemory(c.memory) }
}

let binary: Promise<ArrayBuffer> | undefined

function wasm(): Promise<ArrayBuffer> {
  binary ??= readFile(createRequire(import.meta.url).resolve(`${PDFIUM_PACKAGE}/pdfium.wasm`)).then((file) =>
    file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength),
  )
  return binary
}
