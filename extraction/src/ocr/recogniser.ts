import type { Picture } from './picture.ts'
import { languageData } from './languages.ts'
import { type ResultIterator, startCore, type TessBaseApi, type TesseractCore } from './tesseract-core.ts'

/** A word as recognised, in pixels of the picture. */
export interface RecognisedWord {
  readonly text: string
  /** 0..1, as Tesseract sees it. */
  readonly confidence: number
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** y of the line that the letters stand on, in the middle of the word. */
  readonly baseline: number
}

/** Levels of Tesseract's iterators. */
const WORD = 3
/** Page segmentation: find blocks and lines; all is one block of lines; all is one line. */
export const WHOLE_PAGE = 3
export const ONE_LINE = 7
export const ONE_BLOCK = 6
/** Engine mode: neural networks only, the only one in this build. */
const NEURAL = 1
/**
 * How ink is told from paper when lines are looked for: Sauvola's, by the greys around. The usual one, by the greys of
 * the whole page, takes the noise of a grey page for letters: 9 s instead of 2 for such a page, and fewer digits.
 */
const BY_SURROUNDINGS = '2'

/** Tesseract with its languages loaded: some 100 MB, so a process has one. */
export class Recogniser {
  readonly #core: TesseractCore
  readonly #api: TessBaseApi

  private constructor(core: TesseractCore, api: TessBaseApi) {
    this.#core = core
    this.#api = api
  }

  /** Rejects when a language is not installed. */
  static async start(languages: readonly string[]): Promise<Recogniser> {
    const core = await startCore()
    for (const language of languages)
      core.FS.writeFile(`/${language}.traineddata`, await languageData(language))
    const api = new core.TessBaseAPI()
    if (api.Init('/', languages.join('+'), NEURAL) !== 0)
      throw new Error('Tesseract refuses its language data')
    api.SetVariable('thresholding_method', BY_SURROUNDINGS)
    for (const language of languages) core.FS.unlink(`/${language}.traineddata`)
    return new Recogniser(core, api)
  }

  /** Whether it is in the dictionaries of the languages. */
  hasWord(word: string): boolean {
    return this.#api.IsValidWord(word) !== 0
  }

  /** @param dpi the picture's pixels an inch; @param characters the only ones that may be read, all unless given */
  read(picture: Picture, dpi: number, segmentation = WHOLE_PAGE, characters = ''): RecognisedWord[] {
    this.#api.SetPageSegMode(segmentation)
    this.#api.SetVariable('user_defined_dpi', String(Math.round(dpi)))
    this.#api.SetVariable('tessedit_char_whitelist', characters)
    this.#core.FS.writeFile('/input', portableGreymap(picture))
    try {
      if (this.#api.SetImageFile(1, 0) !== 0 || this.#api.Recognize(null) !== 0) return []
      const found = this.#api.GetIterator()
      return this.#core.getPointer(found) === 0 ? [] : wordsOf(found)
    } finally {
      this.#api.Clear()
    }
  }
}

/** Netpbm's P5, which Tesseract's picture library reads as it is. */
function portableGreymap({ width, height, pixels }: Picture): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels])
}

function wordsOf(iterator: ResultIterator): RecognisedWord[] {
  const words: RecognisedWord[] = []
  if (iterator.Empty(WORD)) return words
  iterator.Begin()
  do {
    const text = iterator.GetUTF8Text(WORD)?.trim() ?? ''
    if (text === '') continue
    const { x0, y0, x1, y1 } = iterator.getBoundingBox(WORD)
    const line = iterator.getBaseline(WORD)
    words.push({
      text,
      confidence: Math.min(1, Math.max(0, iterator.Confidence(WORD) / 100)),
      left: x0,
      top: y0,
      right: x1,
      bottom: y1,
      baseline: line.has_baseline ? (line.y0 + line.y1) / 2 : y1,
    })
  } while (iterator.Next(WORD))
  return words
}

let shared: { readonly languages: string; readonly recogniser: Promise<Recogniser> } | undefined

/** The process's one, for these languages; starting takes about half a second. */
export function recogniserFor(languages: readonly string[]): Promise<Recogniser> {
  const wanted = languages.join('+')
  if (shared?.languages !== wanted) shared = { languages: wanted, recogniser: Recogniser.start(languages) }
  return shared.recogniser
}

/** After a trap nothing in its memory can be trusted: the next page gets another. */
export function forgetRecogniser(): void {
  shared = undefined
}
