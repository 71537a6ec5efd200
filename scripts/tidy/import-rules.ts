import { isTest, type Finding, type Import, type SourceFile } from './source-file.ts'

/** Who may import whom. A workspace that is not listed for another is out of its reach. */
const WORKSPACES: Readonly<Record<string, readonly RegExp[]>> = {
  extraction: [],
  databook: [/^@ledger-lift\/extraction(\/model)?$/],
  server: [/^@ledger-lift\/(extraction|databook)(\/|$)/],
  web: [/^@ledger-lift\/server\/contract$/, /^@ledger-lift\/extraction\/model$/],
  corpus: [/^@ledger-lift\/(extraction|databook)(\/|$)/, /^@ledger-lift\/web\/testing\//],
  bench: [/^@ledger-lift\//],
  scripts: [/^@ledger-lift\//],
}

/** Of these only types, so that nothing of the server gets into the page. */
const TYPES_ONLY: Readonly<Record<string, RegExp>> = { web: /^@ledger-lift\// }

/** Bytes in, bytes out: no network, no child process, no clock of their own. */
const PURE = new Set(['extraction', 'databook'])
const EFFECTS =
  /^(node:)?(net|http|https|http2|tls|dgram|dns|child_process|cluster|worker_threads|inspector)(\/|$)/

/** Folders of server/src that may look into whole workspaces' worth of others are listed by what they may not import. */
const SERVER: readonly { readonly from: RegExp; readonly not: RegExp; readonly because: string }[] = [
  {
    from: /^(?!main\.ts|system\.ts|cli\/)/,
    not: /^(main\.ts|system\.ts|cli\/)/,
    because: 'only the composition root knows the commands',
  },
  {
    from: /^(storage|db|embedded|telemetry|queue)\//,
    not: /^(http|uploads|documents|processing|artifacts|exports|audit|auth|health)\/(?!document-service\.ts)/,
    because: 'drivers know nothing of the use cases',
  },
  {
    from: /^(processing|queue|audit|db)\//,
    not: /^(http\/|.*routes\.ts$)/,
    because: 'work goes on without HTTP',
  },
  { from: /^cli\//, not: /^(http\/|.*routes\.ts$)/, because: 'commands use use cases, not routes' },
]

export function forbiddenImports(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const what = reasonAgainst(file.path, imported)
      return what ? [{ path: file.path, line: 1, what: `imports ${imported.target}: ${what}` }] : []
    }),
  )
}

function reasonAgainst(path: string, { target, typeOnly }: Import): string | undefined {
  const [workspace = ''] = path.split('/')
  const test = isTest(path)
  if (target.startsWith('@ledger-lift/')) {
    if (!test && !WORKSPACES[workspace]?.some((allowed) => allowed.test(target)))
      return `not for ${workspace}`
    if (!typeOnly && !test && TYPES_ONLY[workspace]?.test(target)) return 'types only'
  }
  if (PURE.has(workspace) && EFFECTS.test(target) && !test) return `${workspace} is pure`
  const inside = target.split('/')[0] ?? ''
  if (inside !== workspace && inside in WORKSPACES && !['scripts', 'bench'].includes(workspace) && !test)
    return 'another workspace is imported by its name'
  if (workspace !== 'server' || test) return undefined
  return SERVER.find(({ from, not }) => from.test(inServer(path)) && not.test(inServer(target)))?.because
}

const inServer = (path: string) => path.replace(/^server\/src\//, '')
