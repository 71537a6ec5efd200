import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A family of fonts from a package: what a machine has installed must not change what a seed prints. */
interface Family {
  readonly name: string
  readonly folder: string
  readonly subsets: readonly Subset[]
}

type Subset = 'latin' | 'latin-ext'

/** The characters of each subset, as the packages' own style sheets give them. */
const RANGES: Readonly<Record<Subset, string>> = {
  latin:
    'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215',
  'latin-ext': 'U+0100-0130,U+0132-0151,U+0154-02BA,U+1E00-1E9F,U+20A0-20AB,U+20AD-20C0,U+2113',
}

const family = (name: string, sheet: string, subsets: readonly Subset[]): Family => ({
  name,
  folder: fileURLToPath(new URL('files/', sheet)),
  subsets,
})

const BOTH: readonly Subset[] = ['latin', 'latin-ext']
const FAMILIES = [
  family('Tinos', import.meta.resolve('@fontsource/tinos/400.css'), BOTH),
  family('Arimo', import.meta.resolve('@fontsource/arimo/400.css'), BOTH),
  family('DejaVu Sans', import.meta.resolve('@fontsource/dejavu-sans/400.css'), ['latin']),
  family('Gelasio', import.meta.resolve('@fontsource/gelasio/400.css'), BOTH),
  family('Archivo Narrow', import.meta.resolve('@fontsource/archivo-narrow/400.css'), BOTH),
] as const

/** A serif, a sans, a wide, an old and a narrow one. */
export const FONTS: readonly string[] = FAMILIES.map(({ name }) => name)

const WEIGHTS = [400, 700] as const

/** `@font-face` rules of one family, the files inside: the page loads nothing. */
export async function fontFaces(name: string): Promise<string> {
  const found = FAMILIES.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no font ${name}`)
  const faces = found.subsets.flatMap((subset) => WEIGHTS.map((weight) => fontFace(found, subset, weight)))
  return (await Promise.all(faces)).join('\n')
}

async function fontFace({ name, folder, subsets }: Family, subset: Subset, weight: number): Promise<string> {
  const file = `${name.toLowerCase().replaceAll(' ', '-')}-${subset}-${weight}-normal.woff2`
  const data = (await readFile(`${folder}${file}`)).toString('base64')
  const range = subsets.length > 1 ? ` unicode-range: ${RANGES[subset]};` : ''
  return `@font-face { font-family: '${name}'; font-weight: ${weight};${range} src: url(data:font/woff2;base64,${data}) }`
}
