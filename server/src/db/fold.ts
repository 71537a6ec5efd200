import { CompiledQuery } from 'kysely'

export interface SqlStatement {
  readonly text: string
  readonly values: readonly unknown[]
}

/**
 * One statement that does what all of them do: the earlier ones become common table expressions of the last, whose
 * rows it gives. One statement is one transaction and one round trip. None sees what another writes.
 */
export function fold(parts: Readonly<Record<string, SqlStatement>>, last: SqlStatement): CompiledQuery {
  const values = [...last.values]
  const expressions = Object.entries(parts).map(([name, part]) => {
    const offset = values.length
    values.push(...part.values)
    return `${name} AS (${part.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`)})`
  })
  const rest = last.text.trim()
  const own = /^WITH\s/i.test(rest) ? `, ${rest.slice('WITH '.length)}` : ` ${rest}`
  return CompiledQuery.raw(`WITH ${expressions.join(', ')}${own}`, values)
}
