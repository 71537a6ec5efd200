import { userInfo } from 'node:os'
import type { Actor } from '../events.ts'

/** Who the audit trail names for what a command does. */
export function localActor(): Actor {
  try {
    return `cli:${userInfo().username}`
  } catch {
    // A container may run as a number without a name.
    return `cli:${process.getuid?.() ?? 'unknown'}`
  }
}
