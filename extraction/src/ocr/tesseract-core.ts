import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** What is used of Tesseract's C++ interface, as `tesseract.js-core` binds it. */
export interface TesseractCore {
  readonly FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void }
  readonly TessBaseAPI: new () => TessBaseApi
  /** 0 for a null pointer. */
  getPointer(object: object): number
}

export interface TessBaseApi {
  Version(): string
  /** 0 when it worked. */
  Init(dataFolder: string | null, languages: string, engine: number): number
  SetVariable(name: string, value: string): boolean
  SetPageSegMode(mode: number): void
  /** Reads `/input`; 0 when it worked. */
  SetImageFile(exifOrientation: number, angle: number): number
  SetRectangle(left: number, top: number, width: number, height: number): void
  /** 0 when it worked. */
  Recognize(monitor: null): number
  /** A null pointer object when nothing was found. */
  GetIterator(): ResultIterator
  MeanTextConf(): number
  /** Not 0 for a word of the languages' dictionaries. */
  IsValidWord(word: string): number
  Clear(): void
  End(): void
}

export interface ResultIterator {
  Begin(): void
  Empty(level: number): boolean
  Next(level: number): boolean
  IsAtBeginningOf(level: number): boolean
  IsAtFinalElement(level: number, element: number): boolean
  getBoundingBox(level: number): Corners
  getBaseline(level: number): Corners & { readonly has_baseline: boolean }
  getRowAttributes(): { readonly row_height: number; readonly descenders: number; readonly ascenders: number }
  Confidence(level: number): number
  GetUTF8Text(level: number): string | null
}

interface Corners {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export const CORE_PACKAGE = 'tesseract.js-core'

/**
 * SIMD is the same on every machine; the package's "relaxed" variant is faster by a little and may round differently
 * from one processor to the next.
 */
const BUILD = `${CORE_PACKAGE}/tesseract-core-simd-lstm`

const require = createRequire(import.meta.url)

/** A fresh instance with a memory of its own. It reads its binary from the package and nothing else. */
export async function startCore(): Promise<TesseractCore> {
  const start: (options: object) => Promise<TesseractCore> = require(`${BUILD}.js`)
  const wasmBinary = await readFile(require.resolve(`${BUILD}.wasm`))
  const silent = (): void => {}
  return start({ wasmBinary, print: silent, printErr: silent })
}
