import { PDF_LIMITS } from './limits.ts'
import type { PdfiumExports } from './pdfium-exports.ts'

/** How far the memory may grow, and whether the last wish for more was refused. */
export interface MemoryLimit {
  bytes: number
  refused: boolean
}

const WASM_PAGE = 65_536

/**
 * Has the module refused memory over the limit: PDFium then stops where it is, in the same place each time, long before
 * the process grows to what its watchdog allows.
 */
export function limitMemory(memory: PdfiumExports['memory']): MemoryLimit {
  const limit: MemoryLimit = { bytes: PDF_LIMITS.memory, refused: false }
  const grow = memory.grow.bind(memory)
  memory.grow = (pages) => {
    limit.refused = memory.buffer.byteLength + pages * WASM_PAGE > limit.bytes
    if (limit.refused) throw new RangeError('over the memory limit')
    return grow(pages)
  }
  return limit
}
