interface WrittenObject {
  readonly number: number
  /** What it begins with: enough for the dictionary of a page or a catalog. */
  readonly start: string
}

/** Characters of an object that are looked at, and objects: a file with more is not mended. */
const LOOKED_AT = 4096
const MOST_OBJECTS = 1_000_000

/**
 * A file that was cut off, with an end again, so that PDFium finds a catalog: the file's own where it is there, else one
 * that lists the pages that are, in the order in which they stand. Null where no page is there, and for an encrypted
 * file: what it was encrypted with was told at its end.
 */
export function withEnd(file: Buffer): Buffer | null {
  const text = file.toString('latin1')
  if (/\/Encrypt\b|\/Filter\s*\/Standard\b/.test(text)) return null
  const objects = objectsIn(text)
  if (objects === null) return null
  const numbers = new Set(objects.map(({ number }) => number))
  const catalog = objects.findLast(
    ({ start }) => /\/Type\s*\/Catalog\b/.test(start) && numbers.has(treeOf(start)),
  )
  const next = objects.reduce((most, { number }) => Math.max(most, number), 0) + 1
  const whole = wholeObjects(file, text)
  if (catalog !== undefined) return Buffer.concat([...whole, Buffer.from(trailer(catalog.number, next))])
  const pages = new Set(objects.filter(({ start }) => isPage(start)).map(({ number }) => number))
  if (pages.size === 0) return null
  const kids = [...pages].map((number) => `${number} 0 R`).join(' ')
  const tree = Buffer.from(
    `\n${next} 0 obj\n<< /Type /Pages /Kids [${kids}] /Count ${pages.size} >>\nendobj\n` +
      `${next + 1} 0 obj\n<< /Type /Catalog /Pages ${next} 0 R >>\nendobj${trailer(next + 1, next + 2)}`,
  )
  return Buffer.concat([...whole, tree])
}

/** A stream that was cut off is closed where it ends; of anything else the part that is there says nothing. */
function wholeObjects(file: Buffer, text: string): Buffer[] {
  const last = text.lastIndexOf('endobj') + 'endobj'.length
  const isInStream = />>\s*stream\r?\n/.test(text.slice(last, last + LOOKED_AT))
  return isInStream ? [file, Buffer.from('\nendstream\nendobj\n')] : [file.subarray(0, last)]
}

/** Whether the dictionary is a page's, and whole. */
function isPage(start: string): boolean {
  const page = /\/Type\s*\/Page\b/.exec(start)
  return page !== null && /^\s*<</.test(start) && start.includes('>>', page.index)
}

/** Each is looked at up to the next, so that no character is looked at twice; null for too many. */
function objectsIn(text: string): WrittenObject[] | null {
  const heads: RegExpExecArray[] = []
  for (const head of text.matchAll(/(?<!\d)(\d{1,8}) \d{1,5} obj\b/g)) {
    if (heads.length === MOST_OBJECTS) return null
    heads.push(head)
  }
  return heads.map((head, i) => {
    const from = head.index + head[0].length
    const to = Math.min(from + LOOKED_AT, heads[i + 1]?.index ?? text.length)
    return { number: Number(head[1]), start: text.slice(from, to).split(/endobj|stream\b/, 1)[0] ?? '' }
  })
}

const treeOf = (catalog: string): number => Number(/\/Pages\s+(\d+)/.exec(catalog)?.[1] ?? 0)

const trailer = (root: number, size: number): string =>
  `\ntrailer\n<< /Root ${root} 0 R /Size ${size} >>\nstartxref\n0\n%%EOF\n`
