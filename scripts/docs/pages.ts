import { loadCommands } from '../../server/src/cli/commands.ts'
import { EXIT, EXIT_MEANINGS } from '../../server/src/cli/exit.ts'
import { SETTINGS } from '../../server/src/config.ts'
import { ERRORS } from '../../server/src/errors.ts'
import type { Setting } from '../../server/src/setting.ts'
import { markdownTable } from './markdown-table.ts'

const MADE_FROM = (source: string) => `<!-- Made from ${source} by npm run docs. -->\n`

/** For a machine without a variable set, so that the page is the same wherever it is made. */
const BARE = { HOME: '~' }

export function configurationPage(): string {
  const rows = Object.values<Setting<unknown>>(SETTINGS).map((setting) => [
    `\`${setting.env}\``,
    setting.doc,
    setting.kind.allowed,
    setting.fallbackDoc ?? shown(setting.fallback?.(BARE)),
  ])
  return [
    MADE_FROM('server/src/config.ts'),
    '# Configuration\n',
    'Everything is set by environment variables; an empty one counts as unset. A wrong value stops the start with one',
    'line that names the variable, its value (secrets masked) and what is allowed.\n',
    markdownTable(['Variable', 'What for', 'Allowed', 'Default'], rows),
  ].join('\n')
}

const shown = (value: unknown) => (value === undefined ? 'unset' : `\`${String(value)}\``)

export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, title }]) => [
    `\`${code}\``,
    String(status),
    title,
  ])
  return [
    MADE_FROM('server/src/errors.ts'),
    '# Error codes\n',
    'The closed list. In a problem document `code` is one of these, `title` is its sentence and `detail` says what was',
    'wrong this time and what to do.\n',
    markdownTable(['Code', 'HTTP status', 'Title'], rows),
  ].join('\n')
}

export async function commandsPage(): Promise<string> {
  const sections = (await loadCommands()).map(({ name, usage, summary, details }) => {
    const block = details.length === 0 ? '' : `\n\`\`\`text\n${details.join('\n')}\n\`\`\`\n`
    return `## ${`ledger-lift ${name} ${usage}`.trim()}\n\n${summary}\n${block}`
  })
  const meanings = new Map<string, string>(Object.entries(EXIT_MEANINGS))
  const statuses = Object.entries(EXIT).map(([name, status]) => [String(status), meanings.get(name) ?? ''])
  return [
    MADE_FROM('server/src/cli'),
    '# Commands\n',
    'In a checkout: `npx ledger-lift COMMAND`.\n',
    ...sections,
    '## Exit statuses\n',
    markdownTable(['Status', 'Meaning'], statuses),
  ].join('\n')
}
