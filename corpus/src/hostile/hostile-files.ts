import { HOSTILE_DOCX } from './docx-files.ts'
import { ENCRYPTED_FILES } from './encrypted-files.ts'
import type { HostileFile } from './hostile-file.ts'
import { PDF_ACTIONS } from './pdf-actions.ts'
import { PDF_BOMBS } from './pdf-bombs.ts'
import { PDF_STRUCTURES } from './pdf-structures.ts'

export type { Ending, HostileFile } from './hostile-file.ts'

/** One file a kind, made when it is asked for and never kept. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  ...PDF_BOMBS,
  ...PDF_STRUCTURES,
  ...PDF_ACTIONS,
  ...ENCRYPTED_FILES,
  ...HOSTILE_DOCX,
]
