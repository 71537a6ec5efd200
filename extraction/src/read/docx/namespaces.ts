/** The end of each namespace's address, transitional (ECMA-376) and strict (ISO/IEC 29500), and its usual prefix. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/\/wordprocessingml\/(?:2006\/)?main$/, 'w:'],
  [/\/officeDocument\/(?:2006\/)?relationships$/, 'r:'],
  [/\/officeDocument\/(?:2006\/)?math$/, 'm:'],
  [/\/drawingml\/(?:2006\/)?main$/, 'a:'],
  [/\/drawingml\/(?:2006\/)?wordprocessingDrawing$/, 'wp:'],
  [/\/drawingml\/(?:2006\/)?picture$/, 'pic:'],
  [/\/drawingml\/(?:2006\/)?chart$/, 'c:'],
  [/\/markup-compatibility\/2006$/, 'mc:'],
  [/\/word\/2010\/wordprocessingShape$/, 'wps:'],
  [/\/word\/2010\/wordprocessingGroup$/, 'wpg:'],
  [/^urn:schemas-microsoft-com:vml$/, 'v:'],
  [/^urn:schemas-microsoft-com:office:office$/, 'o:'],
  [/\/package\/2006\/(?:relationships|content-types)$/, ''],
  [/^http:\/\/www\.w3\.org\/XML\/1998\/namespace$/, 'xml:'],
]

const known = new Map<string, string>([['', '']])

/** `w:` for WordprocessingML in either of its namespaces; `?:` for what has none of the known ones. */
export function prefixOf(uri: string): string {
  const found = known.get(uri)
  if (found !== undefined) return found
  const prefix = PREFIXES.find(([pattern]) => pattern.test(uri))?.[1] ?? '?:'
  // A hostile file may declare any number of namespaces.
  if (known.size < 1000) known.set(uri, prefix)
  return prefix
}
