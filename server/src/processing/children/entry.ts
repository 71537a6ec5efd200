import * as extraction from '@ledger-lift/extraction'
import { serve } from './serve.ts'

serve(extraction)
