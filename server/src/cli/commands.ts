import { all } from './all.ts'
import { audit } from './audit.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { listDocumentsCommand } from './list-documents.ts'
import { migrate } from './migrate.ts'
import { processDocument } from './process-document.ts'
import { processFile } from './process-file.ts'
import { serve } from './serve.ts'
import { worker } from './worker.ts'

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  all,
  processFile,
  serve,
  worker,
  listDocumentsCommand,
  processDocument,
  audit,
  migrate,
  doctor,
]
