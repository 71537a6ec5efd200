import { deflateSync } from 'node:zlib'
import { failsWith, type HostileFile, isRead } from './hostile-file.ts'
import { throughStream } from './cross-reference-stream.ts'
import { addPage, HELVETICA, RawPdf, references, TEXT } from './raw-pdf.ts'

const MILLION = 1_000_000

/** Structures without end: loops, depth, counts. */
export const PDF_STRUCTURES: readonly HostileFile[] = [
  {
    name: 'cyclic page tree',
    filename: 'cyclic-tree.pdf',
    ends: isRead(2),
    bytes: cyclicTree,
  },
  {
    name: 'page tree that is nothing but a cycle',
    filename: 'only-cycle.pdf',
    ends: failsWith('document.damaged'),
    bytes: () => {
      const pdf = new RawPdf()
      const tree = pdf.reserve()
      pdf.put(tree, `<< /Type /Pages /Parent ${tree} 0 R /Kids [${tree} 0 R ${tree} 0 R] /Count 2 >>`)
      return pdf.finish([], { tree })
    },
  },
  {
    name: 'cyclic references',
    filename: 'cyclic-references.pdf',
    ends: isRead(1),
    bytes: cyclicReferences,
  },
  {
    name: 'form that draws itself, thirty times a level',
    filename: 'form-loop.pdf',
    ends: failsWith('document.over_limit'),
    bytes: formLoop,
  },
  {
    name: 'forms that each draw the next ten times',
    filename: 'billion-forms.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => formTower(10, 10),
  },
  {
    name: '1,000,000 pages claimed',
    filename: 'claimed-pages.pdf',
    ends: failsWith('document.too_many_pages'),
    bytes: () => claimedPages(MILLION),
  },
  {
    name: '1,000 pages claimed, one there',
    filename: 'missing-pages.pdf',
    ends: isRead(1, 'page.failed'),
    bytes: () => claimedPages(1000),
  },
  {
    name: 'three pages, one stated, in an object stream',
    filename: 'unstated-pages.pdf',
    ends: isRead(3, 'document.damaged'),
    bytes: unstatedPages,
  },
  {
    name: '1,000,000 pages, all the same one',
    filename: 'million-kids.pdf',
    ends: failsWith('document.too_many_pages'),
    bytes: () => {
      const pdf = new RawPdf()
      const page = addPage(pdf, pdf.stream(TEXT))
      const kids = `${page} 0 R `.repeat(MILLION)
      return pdf.finish([], { tree: pdf.add(`<< /Type /Pages /Kids [${kids}] /Count ${MILLION} >>`) })
    },
  },
  {
    name: 'page of 1,000,000 × 1,000,000 points',
    filename: 'page-box.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => {
      const pdf = new RawPdf()
      return pdf.finish([addPage(pdf, pdf.stream(TEXT), `/MediaBox [0 0 ${MILLION} ${MILLION}]`)])
    },
  },
  {
    name: 'arrays nested 1,000,000 deep',
    filename: 'deep-arrays.pdf',
    ends: isRead(1),
    bytes: () => {
      const pdf = new RawPdf()
      const deep = pdf.add(`${'['.repeat(MILLION)}${']'.repeat(MILLION)}`)
      return pdf.finish([addPage(pdf, pdf.stream(TEXT), `/Annots ${deep} 0 R`)])
    },
  },
  {
    name: 'page tree 100,000 deep',
    filename: 'deep-tree.pdf',
    ends: failsWith('document.damaged'),
    bytes: deepTree,
  },
  {
    name: 'graphics state saved 1,000,000 deep',
    filename: 'deep-states.pdf',
    ends: isRead(1),
    bytes: () => content(`${'q '.repeat(MILLION)}${TEXT}`),
  },
  {
    name: 'one path of 10,000,000 segments',
    filename: 'path.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => content(`${TEXT}0 0 m\n${'9 9 l 1 5 l '.repeat(5 * MILLION)}S\n`),
  },
  {
    name: '10,000,000 paths',
    filename: 'paths.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => content(`${TEXT}${'0 0 m 9 9 l S\n'.repeat(10 * MILLION)}`),
  },
  {
    name: '1,000,000 paths',
    filename: 'many-paths.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => content(`${TEXT}${'0 0 m 9 9 l S\n'.repeat(MILLION)}`),
  },
  {
    name: '1,000,000 characters',
    filename: 'characters.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => content(`BT /F 1 Tf 0 9 Td ${'(1234567890) Tj 1 0 Td '.repeat(MILLION / 10)} ET\n`),
  },
]

/** Compressed, as a honest file would have it. */
function content(operators: string): Buffer {
  const pdf = new RawPdf()
  const stream = pdf.stream(deflateSync(Buffer.from(operators, 'latin1')), '/Filter /FlateDecode')
  return pdf.finish([addPage(pdf, stream)])
}

function cyclicTree(): Buffer {
  const pdf = new RawPdf()
  const tree = pdf.reserve()
  const inner = pdf.reserve()
  const page = addPage(pdf, pdf.stream(TEXT), `/Parent ${tree} 0 R`)
  pdf.put(tree, `<< /Type /Pages /Kids [${references([page, inner])}] /Count 2 >>`)
  pdf.put(inner, `<< /Type /Pages /Parent ${tree} 0 R /Kids [${references([tree, inner])}] /Count 1 >>`)
  return pdf.finish([], { tree })
}

/** A font, a length, a content array and a colour space that lead back to themselves. */
function cyclicReferences(): Buffer {
  const pdf = new RawPdf()
  const [length, font, contents, space, annotations] = [1, 2, 3, 4, 5].map(() => pdf.reserve())
  if (!length || !font || !contents || !space || !annotations) throw new RangeError('five were reserved')
  pdf.put(length, `${length} 0 R`)
  pdf.put(
    font,
    `<< /Type /Font /Subtype /Type0 /BaseFont /Loop /Encoding ${font} 0 R /DescendantFonts [${font} 0 R]
/ToUnicode ${font} 0 R >>`,
  )
  const text = pdf.add(
    Buffer.from(`<< /Length ${length} 0 R >>\nstream\n${TEXT}BT /L 9 Tf 9 9 Td (x) Tj ET\nendstream`),
  )
  pdf.put(contents, `[${text} 0 R ${contents} 0 R]`)
  pdf.put(space, `[/Indexed ${space} 0 R 1 ${space} 0 R]`)
  pdf.put(annotations, `[${annotations} 0 R]`)
  const resources = `/Resources << /Font << /F ${HELVETICA} /L ${font} 0 R >> /ColorSpace << /C ${space} 0 R >> >>`
  const page = addPage(pdf, [text, contents], `${resources} /Annots ${annotations} 0 R`)
  return pdf.finish([page])
}

function formLoop(): Buffer {
  const pdf = new RawPdf()
  const form = pdf.reserve()
  const entries = `/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X ${form} 0 R >> >>`
  const operators = '/X Do\n'.repeat(30)
  pdf.put(form, `<< ${entries} /Length ${operators.length} >>\nstream\n${operators}endstream`)
  const resources = `/Resources << /Font << /F ${HELVETICA} >> /XObject << /X ${form} 0 R >> >>`
  return pdf.finish([addPage(pdf, pdf.stream(`${TEXT}/X Do\n`), resources)])
}

function formTower(levels: number, times: number): Buffer {
  const pdf = new RawPdf()
  let below = pdf.stream('0 0 m 9 9 l S\n', '/Type /XObject /Subtype /Form /BBox [0 0 595 842]')
  for (let level = 1; level < levels; level++) {
    const entries = `/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X ${below} 0 R >> >>`
    below = pdf.stream('/X Do\n'.repeat(times), entries)
  }
  const resources = `/Resources << /Font << /F ${HELVETICA} >> /XObject << /X ${below} 0 R >> >>`
  return pdf.finish([addPage(pdf, pdf.stream(`${TEXT}/X Do\n`), resources)])
}

function claimedPages(count: number): Buffer {
  const pdf = new RawPdf()
  const page = addPage(pdf, pdf.stream(TEXT))
  return pdf.finish([], { tree: pdf.add(`<< /Type /Pages /Kids [${page} 0 R] /Count ${count} >>`) })
}

/** A page tree in an object stream, as most programs write it now. */
function unstatedPages(): Buffer {
  const pdf = new RawPdf()
  const pages = [1, 2, 3].map(() => addPage(pdf, pdf.stream(TEXT)))
  const tree = pdf.reserve()
  const catalog = pdf.reserve()
  const objects = [
    `<< /Type /Pages /Kids [${references(pages)}] /Count 1 >>`,
    `<< /Type /Catalog /Pages ${tree} 0 R >>`,
  ]
  const index = `${tree} 0 ${catalog} ${objects[0]?.length ?? 0} `
  const inside = pdf.stream(
    deflateSync(Buffer.from(index + objects.join(''))),
    `/Type /ObjStm /N 2 /First ${index.length} /Filter /FlateDecode`,
  )
  return throughStream(pdf, catalog, inside, [tree, catalog])
}

function deepTree(): Buffer {
  const pdf = new RawPdf()
  let node = addPage(pdf, pdf.stream(TEXT))
  for (let depth = 0; depth < 100_000; depth++)
    node = pdf.add(`<< /Type /Pages /Kids [${node} 0 R] /Count 1 >>`)
  return pdf.finish([], { tree: node })
}
