import { CompiledQuery } from 'kysely'
import { PREPARED } from './prepared.ts'

export interface SqlStatement {
  readonly text: string
  readonly values: readonly unknown[]
}

/**
 * One statement that does what all of them do: the earlier ones become common table expressions of the last, whose
 * rows it gives. One statement is one transaction and one round trip. None sees what another writes.
 */
export function fold(parts: Readonly<Record<string, SqlStatement>>, last: SqlStatement): CompiledQuery {
  const all = [last, ...Object.values(parts)]
  const texts = Object.entries(parts).map(([name, { text }]) => [name, text] as const)
  return CompiledQuery.raw(
    foldedText(last.text, texts, all),
    all.flatMap(({ values }) => values),
  )
}

/** The texts are few and long, so each folding is done once. */
const folded = new Map<string, string>()

function foldedText(
  last: string,
  parts: readonly (readonly [name: string, text: string])[],
  all: readonly SqlStatement[],
): string {
  const key = [last, ...parts.flat()].join('\n')
  const known = folded.get(key)
  if (known !== undefined) return known

  let offset = 0
  const expressions = parts.map(([name, text], index) => {
    offset += all[index]?.values.length ?? 0
    return `${name} AS (${text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`)})`
  })
  const rest = last.trim()
  const own = /^WITH\s/i.test(rest) ? `, ${rest.slice('WITH '.length)}` : ` ${rest}`
  const text = `${PREPARED}WITH ${expressions.join(', ')}${own}`
  folded.set(key, text)
  return text
}
