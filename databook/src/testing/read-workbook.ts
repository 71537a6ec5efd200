import { strFromU8, unzipSync } from 'fflate'

/** A cell as the file holds it, read without the library that wrote it. */
export interface ReadCell {
  readonly type: 'text' | 'number' | 'formula' | 'empty'
  readonly value: string
  readonly formula?: string
  readonly format: string
}

export interface ReadSheet {
  readonly name: string
  readonly xml: string
  readonly cells: ReadonlyMap<string, ReadCell>
  readonly merges: readonly string[]
  readonly links: ReadonlyMap<string, string>
}

export interface ReadWorkbook {
  readonly sheets: ReadonlyMap<string, ReadSheet>
  readonly parts: Readonly<Record<string, string>>
}

/** Plain unzip and a reading of SpreadsheetML by its standard (ECMA-376). */
export function readWorkbook(bytes: Uint8Array): ReadWorkbook {
  const parts = Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]),
  )
  const strings = [...all(parts['xl/sharedStrings.xml'] ?? '', /<si>(.*?)<\/si>/gsu)].map(([, si = '']) =>
    textOf(si),
  )
  const formats = cellFormats(parts['xl/styles.xml'] ?? '')
  const names = [...all(parts['xl/workbook.xml'] ?? '', /<sheet name="([^"]*)"/gu)].map(([, name = '']) =>
    unescape(name),
  )
  const sheets = names.map((name, index): [string, ReadSheet] => {
    const xml = parts[`xl/worksheets/sheet${index + 1}.xml`] ?? ''
    return [
      name,
      { name, xml, cells: readCells(xml, strings, formats), merges: readMerges(xml), links: readLinks(xml) },
    ]
  })
  return { sheets: new Map(sheets), parts }
}

/** The runs of a string, one after the other. */
const textOf = (xml: string): string =>
  [...all(xml, /<t(?: [^>]*)?>(.*?)<\/t>/gsu)].map(([, text = '']) => decode(text)).join('')

const all = (text: string, pattern: RegExp) => text.matchAll(pattern)

function readCells(
  xml: string,
  strings: readonly string[],
  formats: readonly string[],
): Map<string, ReadCell> {
  const cells = new Map<string, ReadCell>()
  for (const [, attributes = '', body = ''] of all(xml, /<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gsu)) {
    const ref = /r="([A-Z]+\d+)"/u.exec(attributes)?.[1] ?? ''
    const format = formats[Number(/s="(\d+)"/u.exec(attributes)?.[1] ?? 0)] ?? 'General'
    const value = unescape(/<v>(.*?)<\/v>/su.exec(body)?.[1] ?? '')
    const formula = /<f>(.*?)<\/f>/su.exec(body)?.[1]
    if (formula !== undefined) cells.set(ref, { type: 'formula', value, formula: unescape(formula), format })
    else if (attributes.includes('t="inlineStr"'))
      cells.set(ref, { type: 'text', value: textOf(body), format })
    else if (attributes.includes('t="s"'))
      cells.set(ref, { type: 'text', value: strings[Number(value)] ?? '', format })
    else cells.set(ref, { type: value === '' ? 'empty' : 'number', value, format })
  }
  return cells
}

const readMerges = (xml: string): string[] =>
  [...all(xml, /<mergeCell ref="([^"]+)"/gu)].map(([, ref = '']) => ref)

const readLinks = (xml: string): Map<string, string> =>
  new Map(
    [...all(xml, /<hyperlink ref="([^"]+)" location="([^"]+)"/gu)].map(([, ref = '', to = '']) => [
      ref,
      unescape(to),
    ]),
  )

function cellFormats(styles: string): string[] {
  const codes = new Map([
    ['1', '0'],
    ['9', '0%'],
    ...[...all(styles, /<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/gu)].map(
      ([, id = '', code = '']): [string, string] => [id, unescape(code)],
    ),
  ])
  const cellXfs = /<cellXfs[^>]*>(.*?)<\/cellXfs>/su.exec(styles)?.[1] ?? ''
  return [...all(cellXfs, /<xf [^>]*?numFmtId="(\d+)"/gu)].map(([, id = '']) => codes.get(id) ?? 'General')
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescape = (text: string): string =>
  text.replace(/&(#?\w+);/gu, (whole, name: string) =>
    name.startsWith('#')
      ? String.fromCodePoint(Number(name.slice(1).replace(/^x/u, '0x')))
      : (ENTITIES[name] ?? whole),
  )

/** `_x005F_` and its like, ECMA-376 22.9.2.19. */
const decode = (text: string): string =>
  unescape(text).replace(/_x([0-9A-F]{4})_/giu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
