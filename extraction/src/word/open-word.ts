import { rounded } from '../geometry/box.ts'
import type { Note, Page } from '../model.ts'
import type { OpenedPages } from '../pipeline.ts'
import { DOCX_LIMITS } from '../read/docx/limits.ts'
import { readDocx } from '../read/docx/read-document.ts'
import type { PageContent } from '../read/page-content.ts'
import { PdfDocument } from '../read/pdf/pdf-document.ts'
import { type FoundInWord, findInWord } from './find-in-word.ts'
import { type FlowItem, flowOf } from './flow.ts'
import { locatePictures } from './locate-pictures.ts'
import { locate } from './locate.ts'

/** The document laid out on pages by another program. */
export interface Layout {
  readonly pdf: Uint8Array
  /** Which program, and its version: `LibreOffice 7.4.7.2`. */
  readonly by: string
}

export interface WordOptions {
  readonly layout?: Layout
  /** Bytes that a part of the file may unpack to. */
  readonly unpacked?: number
}

/** Throws ExtractionFailure. Without a layout the document is one page, and its boxes have no size. */
export async function openWord(bytes: Uint8Array, { layout, unpacked }: WordOptions): Promise<OpenedPages> {
  const document = readDocx(bytes, unpacked === undefined ? DOCX_LIMITS : { ...DOCX_LIMITS, part: unpacked })
  const items = flowOf(document)
  if (layout === undefined) return withoutLayout(items, document.pageSize, document.notes)
  const printed = await PdfDocument.open(layout.pdf, {})
  try {
    const contents = await contentsOf(printed)
    const places = locate(items, contents)
    const found = findInWord(items, places, locatePictures(items, places, contents))
    const pages = contents.map((content): Page => {
      const { number, width, height, rotation } = content
      return {
        number,
        width: rounded(width),
        height: rounded(height),
        rotation,
        text_source: 'native',
        notes: [],
      }
    })
    return {
      ...pagesOf(found, pages, document.notes),
      preview: (page, width) => printed.preview(page, width),
      close: () => printed.close(),
    }
  } catch (cause) {
    printed.close()
    throw cause
  }
}

async function contentsOf(printed: PdfDocument): Promise<PageContent[]> {
  const contents: PageContent[] = []
  for (let page = 1; page <= printed.pageCount; page++) contents.push(await printed.read(page))
  return contents
}

function withoutLayout(
  items: readonly FlowItem[],
  { width, height }: { readonly width: number; readonly height: number },
  notes: readonly Note[],
): OpenedPages {
  const page: Page = { number: 1, width, height, rotation: 0, text_source: 'native', notes: [] }
  const note: Note = {
    code: 'document.no_layout',
    message:
      'A Word document has no pages of its own, and it was not laid out: everything is on page 1, in order, without boxes and images.',
  }
  return {
    ...pagesOf(findInWord(items, new Map()), [page], [...notes, note]),
    preview: () => Promise.reject(new Error('the document was not laid out')),
    close: () => {},
  }
}

function pagesOf(
  found: FoundInWord,
  pages: readonly Page[],
  notes: readonly Note[],
): Pick<OpenedPages, 'pageCount' | 'notes' | 'find'> {
  return {
    pageCount: pages.length,
    notes,
    async find(number) {
      const here = ({ page }: { readonly page: number }) => page === number
      return {
        number,
        page: pages.find((page) => page.number === number) ?? null,
        tables: found.tables.filter(here),
        figures: found.figures.filter(here),
        texts: found.texts.filter(here),
        notes: [],
      }
    },
  }
}
