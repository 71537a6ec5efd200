import { Counter, Histogram, type Registry } from 'prom-client'
import type { ExtractionResult } from '@ledger-lift/extraction'

/** How an attempt at a document ended. `dead`: failed, and given up after several attempts. */
export type AttemptOutcome = 'completed' | 'retried' | 'failed' | 'dead' | 'handed_back' | 'lease_lost'

/** Those between `fetch` and `publish` are the child's. */
export type Stage = 'fetch' | 'open' | 'work' | 'finish' | 'publish'

/** Why an extraction process is no more. `grown`: idle, and replaced for its memory. */
export type ChildEnd =
  'crashed' | 'timed_out' | 'over_limit' | 'grown' | 'stopped' | 'interrupted' | 'not_started'

export type WorkMetrics = ReturnType<typeof createWorkMetrics>

/** Seconds; from a page of text to an hour of scans. */
const DURATIONS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800]
/** A confidence is never 1. */
const CONFIDENCES = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1]

/** What a worker's process counts of its work. */
export function createWorkMetrics(registry: Registry) {
  const registers = [registry]
  return {
    jobs: new Counter({
      name: 'ledger_lift_jobs_total',
      help: 'Attempts at documents by how they ended, and which attempt it was',
      labelNames: ['queue', 'outcome', 'attempt'] as const,
      registers,
    }),
    stages: new Histogram({
      name: 'ledger_lift_stage_duration_seconds',
      help: 'Steps of the work on a document; engine: the kind of document',
      labelNames: ['stage', 'engine'] as const,
      buckets: DURATIONS,
      registers,
    }),
    stagePages: new Counter({
      name: 'ledger_lift_stage_pages_total',
      help: 'Pages that went through a step, also of attempts that failed later',
      labelNames: ['stage', 'engine'] as const,
      registers,
    }),
    childEnds: new Counter({
      name: 'ledger_lift_child_exits_total',
      help: 'Extraction processes that ended, by reason',
      labelNames: ['reason'] as const,
      registers,
    }),
    ...resultMetrics(registers),
  }
}

function resultMetrics(registers: Registry[]) {
  const pages = new Counter({
    name: 'ledger_lift_pages_total',
    help: 'Pages of completed documents by where their text came from: native, ocr or none',
    labelNames: ['text_source'] as const,
    registers,
  })
  const artifacts = new Counter({
    name: 'ledger_lift_artifacts_total',
    help: 'Tables, figures and texts of completed documents by engine',
    labelNames: ['type', 'engine'] as const,
    registers,
  })
  const confidence = new Histogram({
    name: 'ledger_lift_table_confidence',
    help: 'Confidence of tables of completed documents',
    buckets: CONFIDENCES,
    registers,
  })
  const checks = new Counter({
    name: 'ledger_lift_checks_total',
    help: 'Checks of tables by kind and verdict',
    labelNames: ['kind', 'verdict'] as const,
    registers,
  })
  const notes = new Counter({
    name: 'ledger_lift_notes_total',
    help: 'What was lost or doubtful in completed documents, by code',
    labelNames: ['code'] as const,
    registers,
  })
  return {
    published(result: ExtractionResult): void {
      for (const { text_source } of result.pages) pages.inc({ text_source })
      for (const { code } of result.notes) notes.inc({ code })
      for (const artifact of result.artifacts) {
        artifacts.inc({ type: artifact.type, engine: artifact.engine })
        if (artifact.type !== 'table') continue
        confidence.observe(artifact.confidence)
        for (const { kind, verdict } of artifact.table.checks) checks.inc({ kind, verdict })
      }
    },
  }
}
