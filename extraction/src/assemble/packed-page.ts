import type { PageFindings } from '../pipeline.ts'
import { type AboutPage, aboutPage } from './about-page.ts'

/** The findings of a page as they are sent and kept: whoever directs the work on a document need not look into them. */
export interface PackedPage extends AboutPage {
  /** The findings as JSON in UTF-8. */
  readonly findings: Uint8Array
}

export const packedPage = (findings: PageFindings): PackedPage => ({
  ...aboutPage(findings),
  findings: Buffer.from(JSON.stringify(findings)),
})

export function unpackedPage({ buffer, byteOffset, byteLength }: Uint8Array): PageFindings {
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'))
}
