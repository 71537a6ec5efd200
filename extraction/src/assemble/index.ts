/** The steps that join pages to a result; none of them loads a reader. */
export { documentFacts, type DocumentFacts } from './document-facts.ts'
export { withLayout } from '../engine-setting.ts'
export type { FinishedPages } from './finished-pages.ts'
export { joinPages } from './join-pages.ts'
export { type PackedPage, packedPage, unpackedPage } from './packed-page.ts'
export { type PackedResult, unpackedResult } from './packed-result.ts'
export { stretches } from './stretches.ts'
