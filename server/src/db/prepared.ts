import { createHash } from 'node:crypto'

/**
 * At the start of a statement: it is prepared once a connection and planned once, for those that are sent often and
 * take longer to plan than to run. Its text must be constant, and its result of a shape that no migration changes.
 */
export const PREPARED = '/* prepared */ '

const names = new Map<string, string>()

/** The statement's name on a connection; undefined for one that is planned each time. */
export function preparedName(text: string): string | undefined {
  if (!text.startsWith(PREPARED)) return undefined
  const name = names.get(text) ?? createHash('sha256').update(text).digest('hex').slice(0, 32)
  names.set(text, name)
  return name
}
