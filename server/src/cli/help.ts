import type { Command } from './command.ts'

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2
  return [
    'ledger-lift COMMAND [ARGUMENTS]: every table of a financial document as typed, traceable, re-added numbers.',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'ledger-lift COMMAND --help tells more of one. Settings come from the environment: docs/generated/configuration.md.',
  ].join('\n')
}

export function commandHelp({ name, usage, summary, details }: Command): string {
  const lines = details.length > 0 ? ['', ...details.map((line) => `  ${line}`)] : []
  return [`ledger-lift ${name} ${usage}`.trim(), '', summary, ...lines].join('\n')
}

/** `Did you mean …?` for a slip of the fingers, else where to look. */
export function nearest(typed: string, names: readonly string[]): string {
  const [best] = names
    .map((name) => ({ name, away: distance(typed.toLowerCase(), name) }))
    .sort((a, b) => a.away - b.away)
  if (best && best.away <= Math.max(2, typed.length / 3)) return `Did you mean ${best.name}?`
  return 'ledger-lift --help lists them.'
}

/** Levenshtein: letters to insert, delete or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1]
    for (const [column, other] of [...b].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
