import type { EventType } from '../events.ts'

/** What webhooks tell of, as they call it. */
export const WEBHOOK_EVENTS = {
  'document.uploaded': 'DOCUMENT_UPLOADED',
  'document.completed': 'PROCESSING_COMPLETED',
  'document.failed': 'PROCESSING_FAILED',
  'document.retrying': 'RETRY_SCHEDULED',
  'document.exported': 'EXPORTED',
  'document.purged': 'PURGED',
  'document.legal_hold_placed': 'LEGAL_HOLD_PLACED',
  'document.legal_hold_released': 'LEGAL_HOLD_RELEASED',
} as const satisfies Record<string, EventType>

export type WebhookEvent = keyof typeof WEBHOOK_EVENTS

export const EVENT_NAMES = Object.keys(WEBHOOK_EVENTS).filter(
  (name): name is WebhookEvent => name in WEBHOOK_EVENTS,
)

/** Sent when it is asked for, whatever the webhook listens to. */
export const TEST_EVENT = 'webhook.test'

export const nameOf = (type: string): string =>
  EVENT_NAMES.find((name) => WEBHOOK_EVENTS[name] === type) ?? type
