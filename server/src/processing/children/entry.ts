import * as extraction from '@ledger-lift/extraction'
import { serve } from './serve.ts'

/** The engine's settings come as the process's one argument. */
serve(extraction, JSON.parse(process.argv[2] ?? '{}'))
