import type { Command } from './command.ts'
import { processFile } from './process-file.ts'

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [processFile]
