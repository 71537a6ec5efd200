import type { Matrix } from '../geometry/matrix.ts'
import { area } from '../geometry/box.ts'
import type { Note } from '../model.ts'
import type { PageReader } from '../read/open-reader.ts'
import type { PageContent, Word } from '../read/page-content.ts'
import { isBetter, needsReading } from './choose-text.ts'
import { forgetLineNetwork, lineNetwork, NETWORK_WRITES } from './line-network.ts'
import { forgetRecogniser, recogniserFor } from './recogniser.ts'
import { type ReadPicture, readPicture } from './read-picture.ts'

/** A page with the text it shows. */
export interface SeenPage {
  readonly content: PageContent
  /** Where a scan was made upright for reading: from the points of `content` to the page's, and the page's own size. */
  readonly scan?: { readonly toPage: Matrix; readonly width: number; readonly height: number }
}

/** The page as it is where its own text is good, else as read in its picture. Languages by their data packages. */
export async function seenPage(
  reader: PageReader,
  content: PageContent,
  languages: readonly string[],
): Promise<SeenPage> {
  if (!needsReading(content)) return { content }
  const { picture, dpi } = await reader.picture(content.number)
  const recogniser = await recogniserFor(languages)
  try {
    const second = {
      network: lineNetwork,
      words: languages.every((one) => NETWORK_WRITES.has(one)),
      hasWord: (word: string) => recogniser.hasWord(word),
    }
    const read = await readPicture(picture, dpi, { first: recogniser, second })
    if (!isBetter(read, content)) return { content }
    const { width, height } = content
    return { content: scannedContent(content, read), scan: { toPage: read.placement.toPage, width, height } }
  } catch (cause) {
    forgetRecogniser()
    forgetLineNetwork()
    throw cause
  }
}

/** Images that cover so much of the page are the scan itself, not a figure on it. */
const SCAN = 0.4

function scannedContent(content: PageContent, { words, rules, placement }: ReadPicture): PageContent {
  const page = content.width * content.height
  const figures = content.images.filter((image) => area(image) < SCAN * page)
  return {
    number: content.number,
    width: placement.width,
    height: placement.height,
    rotation: content.rotation,
    textSource: 'ocr',
    words,
    rules,
    fills: [],
    images: isLevel(placement.toPage) ? figures : [],
    drawings: [],
    notes: lowConfidence(words),
  }
}

const isLevel = ({ a, d }: Matrix): boolean => a === 1 && d === 1

/** Words read less surely than this are doubtful; with so large a share of them, the page is. */
const DOUBTFUL = 0.6
const MANY = 0.25

function lowConfidence(words: readonly Word[]): Note[] {
  const doubtful = words.filter(({ confidence = 1 }) => confidence < DOUBTFUL).length
  if (doubtful <= MANY * words.length) return []
  return [
    {
      code: 'page.low_confidence',
      message: `The page was read from its picture, and ${doubtful} of ${words.length} words only doubtfully: compare them with the page.`,
    },
  ]
}
