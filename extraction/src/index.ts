/**
 * The public face: bytes in, extraction result out. No clock, no network, no database.
 *
 *   using document = await openDocument(bytes, options)     // throws ExtractionFailure
 *   const findings = await document.work([1, 2, 3])         // a batch of pages: plain JSON, to be kept and resumed
 *   const result = assemble(source, document.notes, findings)
 */
export * from './model.ts'
export { ExtractionFailure, FAILURE_CODES, type FailureCode } from './failure.ts'
export { identify, CONTENT_TYPES, type DocumentKind } from './identify.ts'
export {
  openDocument,
  assemble,
  extract,
  type OpenDocument,
  type OpenOptions,
  type PageFindings,
} from './pipeline.ts'
export type { StoredFile } from './read/stored-file.ts'
export { canonicalJson, sha256Hex } from './canonical.ts'
export { engine, type EngineOptions } from './engine.ts'
export { finishPages, type FinishedPages } from './assemble/finished-pages.ts'
export type { DocumentFacts } from './assemble/document-facts.ts'
