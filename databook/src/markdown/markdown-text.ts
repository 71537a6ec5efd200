import { oneLine } from '../tables.ts'

/**
 * Text that came from the document, as Markdown that shows it and does nothing else: no emphasis, code, maths, link,
 * image, HTML, heading, list or table cell. `://`, `@` and `www.` are broken up too: GitHub's flavour links bare
 * addresses.
 */
export const markdownText = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]|~$]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/:(?=\/\/)|@/gu, '\\$&')
    .replace(/(?<=www)\./giu, '\\.')
    .replace(/^[-+=#]/u, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/u, '$1\\$2')
