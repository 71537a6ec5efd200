import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { AppError } from '../errors.ts'

/** An opaque place in one list: written by the list that gave it, read by that list alone. */
export function cursorOf<S extends TSchema>(list: string, place: S) {
  const compiled = Compile(place)
  return {
    write: (at: Static<S>): string => Buffer.from(JSON.stringify([list, at])).toString('base64url'),
    read(text: string): Static<S> {
      const value = parsed(Buffer.from(text, 'base64url').toString())
      const [of, at]: readonly unknown[] = Array.isArray(value) ? value : []
      if (of === list && compiled.Check(at)) return at
      throw new AppError(
        'request.cursor_invalid',
        'Take `cursor` from `next` of the page before, unchanged, or leave it out to begin again.',
        { fields: [{ pointer: '/query/cursor', detail: 'is not a cursor of this list' }] },
      )
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads one row more than asked, so that the last page says that it is the last. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  next: (last: Row) => string,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(item),
    next: rows.length > limit && last !== undefined ? next(last) : null,
  }
}
