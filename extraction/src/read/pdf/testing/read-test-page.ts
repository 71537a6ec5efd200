import type { PageContent } from '../../page-content.ts'
import { PdfDocument } from '../pdf-document.ts'
import { type TestFont, type TestPage, writePdf } from './write-pdf.ts'

/** What the reader makes of one page. */
export async function readTestPage(
  page: TestPage | string,
  fonts: readonly TestFont[] = [],
): Promise<PageContent> {
  const document = await PdfDocument.open(
    writePdf([typeof page === 'string' ? { content: page } : page], fonts),
    {},
  )
  try {
    return await document.read(1)
  } finally {
    document.close()
  }
}

export const texts = (page: PageContent): string[] => page.words.map((word) => word.text)
