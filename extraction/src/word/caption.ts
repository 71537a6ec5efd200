import { startsCaption } from '../text/markers.ts'
import { plainText, type Paragraph } from '../read/docx/word-document.ts'

/** Longer paragraphs that begin with "Table 3" speak about it. */
const LONGEST = 200

/** Text that names a table or figure by its number, whatever its style. */
export function isCaption(paragraph: Paragraph): boolean {
  const text = plainText(paragraph).trim()
  return text.length <= LONGEST && startsCaption(text)
}
