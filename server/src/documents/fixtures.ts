import type { Artifact, ExtractionResult, Page } from '@ledger-lift/extraction'
import pino from 'pino'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { DEFAULT_TENANT, newId, type DocumentId, type RunId } from '../ids.ts'
import { createDocumentQueue, type RunningQueue } from '../queue/pg-boss-queue.ts'
import { createDocumentService } from './create-document-service.ts'
import type { DocumentService, NewDocument, PublishedRun, StartRun } from './document-service.ts'

/** A real database and queue with the service over them, for tests. */
export interface ServiceUnderTest extends TestDatabase {
  readonly queue: RunningQueue
  readonly service: DocumentService
}

export async function serviceUnderTest(): Promise<ServiceUnderTest> {
  const database = await testDatabase()
  const queue = createDocumentQueue({ url: database.url, log: pino({ level: 'silent' }), role: 'producer' })
  await queue.start()
  return {
    ...database,
    queue,
    service: createDocumentService({ db: database.db, queue }),
    close: async () => {
      await queue.stop()
      await database.close()
    },
  }
}

let serial = 0

export const newDocument = (changes: Partial<NewDocument> = {}): NewDocument => ({
  tenant: DEFAULT_TENANT,
  s3Key: `${DEFAULT_TENANT}/uploads/${newId()}/statement.pdf`,
  originalFilename: `statement-${++serial}.pdf`,
  contentType: 'application/pdf',
  fileSize: 1234,
  sha256: null,
  actor: 'user:ada',
  ...changes,
})

export const newStart = (document: DocumentId, run: RunId = newId()): StartRun => ({
  document,
  run,
  workerId: 'host/1',
  engineVersion: '1.0.0',
  engineFingerprint: 'fingerprint',
})

export const newPublication = (
  document: DocumentId,
  run: RunId,
  { pages = 2, artifacts = 3 } = {},
): PublishedRun => ({
  document,
  run,
  result: newResult(pages, artifacts),
  resultKey: `${DEFAULT_TENANT}/documents/${document}/runs/${run}/result.json`,
  previewKeys: new Map([[1, `${DEFAULT_TENANT}/documents/${document}/runs/${run}/pages/1.png`]]),
})

export function newResult(pages: number, artifacts: number): ExtractionResult {
  return {
    schema: 'ledger-lift/extraction@1',
    source: {
      filename: 'statement.pdf',
      sha256: 'a'.repeat(64),
      content_type: 'application/pdf',
      file_size: 1234,
    },
    engine: { name: 'ledger-lift', version: '1.0.0', fingerprint: 'fingerprint' },
    result_hash: 'b'.repeat(64),
    pages: Array.from({ length: pages }, (_, index) => page(index + 1)),
    artifacts: Array.from({ length: artifacts }, (_, index) => artifact(index, (index % pages) + 1)),
    notes: [],
  }
}

const page = (number: number): Page => ({
  number,
  width: 612,
  height: 792,
  rotation: 0,
  text_source: 'native',
  notes: [],
})

const artifact = (index: number, onPage: number): Artifact => ({
  id: `p${onPage}-text-${index}`,
  type: 'text',
  page: onPage,
  bbox: { x: 1, y: 2, width: 3.5, height: 4 },
  confidence: 0.9,
  engine: 'pdfium@1',
  role: 'paragraph',
  text: `Block ${index}`,
})
