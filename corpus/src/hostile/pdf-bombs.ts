import { chainedBomb, zlibBomb } from './deflate.ts'
import { failsWith, type HostileFile, isRead } from './hostile-file.ts'
import { throughStream } from './cross-reference-stream.ts'
import { addPage, HELVETICA, RawPdf, TEXT } from './raw-pdf.ts'

/** MiB that a bomb unpacks to: more than PDFium's memory. */
const HUGE = 3000

/** Small files that unpack to gigabytes, in each place where a reader unpacks. */
export const PDF_BOMBS: readonly HostileFile[] = [
  {
    name: 'deflate bomb in a page',
    filename: 'bomb.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => onePage((pdf) => pdf.stream(zlibBomb(HUGE), '/Filter /FlateDecode')),
  },
  {
    name: 'deflate bomb, chained three times',
    filename: 'chained.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () =>
      onePage((pdf) => pdf.stream(chainedBomb(HUGE, 3), '/Filter [/FlateDecode /FlateDecode /FlateDecode]')),
  },
  {
    name: 'deflate bomb, said to be chained once more than it is',
    filename: 'said-chained.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => onePage((pdf) => pdf.stream(chainedBomb(HUGE, 2), `/Filter [${'/FlateDecode '.repeat(3)}]`)),
  },
  {
    name: 'deflate bomb under a disguised filter name',
    filename: 'disguised.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () =>
      onePage((pdf) => {
        const filter = pdf.add('[/Fl#61te#44ecode /Fl]')
        return pdf.stream(chainedBomb(HUGE, 2), `/Filter ${filter} 0 R`)
      }),
  },
  {
    name: 'deflate bomb in an object stream',
    filename: 'object-stream.pdf',
    ends: failsWith('document.over_limit'),
    bytes: objectStreamBomb,
  },
  {
    name: 'deflate bomb in a cross-reference stream',
    filename: 'xref-stream.pdf',
    ends: failsWith('document.over_limit'),
    bytes: crossReferenceBomb,
  },
  {
    name: 'deflate bomb in a font',
    filename: 'font.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => withFont((pdf) => `/FontFile2 ${pdf.stream(zlibBomb(HUGE, 0), '/Filter /FlateDecode')} 0 R`),
  },
  {
    name: "deflate bomb in a font's table of characters",
    filename: 'to-unicode.pdf',
    ends: failsWith('document.over_limit'),
    bytes: () => {
      const pdf = new RawPdf()
      const table = pdf.stream(zlibBomb(HUGE), '/Filter /FlateDecode')
      const font = pdf.add(HELVETICA.replace('>>', `/ToUnicode ${table} 0 R >>`))
      return pdf.finish([addPage(pdf, pdf.stream(TEXT), `/Resources << /Font << /F ${font} 0 R >> >>`)])
    },
  },
  {
    name: 'deflate bomb in an image of one pixel',
    filename: 'image-bomb.pdf',
    ends: isRead(1),
    bytes: () => withImage('/Width 1 /Height 1', zlibBomb(HUGE, 0)),
  },
  {
    name: 'image of 100,000 × 100,000 pixels',
    filename: 'huge-image.pdf',
    ends: isRead(1),
    bytes: () => withImage('/Width 100000 /Height 100000', zlibBomb(64, 0)),
  },
]

function onePage(content: (pdf: RawPdf) => number): Buffer {
  const pdf = new RawPdf()
  return pdf.finish([addPage(pdf, [pdf.stream(TEXT), content(pdf)])])
}

function objectStreamBomb(): Buffer {
  const pdf = new RawPdf()
  const page = addPage(pdf, pdf.stream(TEXT))
  const objects = pdf.stream(zlibBomb(HUGE), '/Type /ObjStm /N 1 /First 6 /Filter /FlateDecode')
  const tree = pdf.add(`<< /Type /Pages /Kids [${page} 0 R] /Count 1 >>`)
  const catalog = pdf.add(`<< /Type /Catalog /Pages ${tree} 0 R /Metadata 90 0 R >>`)
  return throughStream(pdf, catalog, objects, [catalog])
}

function crossReferenceBomb(): Buffer {
  const data = zlibBomb(HUGE, 0)
  const entries = '/Type /XRef /Size 400000000 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode'
  const head = Buffer.from('%PDF-1.7\n')
  return Buffer.concat([
    head,
    Buffer.from(`5 0 obj\n<< ${entries} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${head.length}\n%%EOF\n`),
  ])
}

function withFont(file: (pdf: RawPdf) => string): Buffer {
  const pdf = new RawPdf()
  const descriptor = pdf.add(
    `<< /Type /FontDescriptor /FontName /Bomb /Flags 32 /FontBBox [0 0 1000 1000] /ItalicAngle 0
/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 ${file(pdf)} >>`,
  )
  const font = pdf.add(
    `<< /Type /Font /Subtype /TrueType /BaseFont /Bomb /FirstChar 32 /LastChar 34 /Widths [300 500 500]
/FontDescriptor ${descriptor} 0 R /Encoding /WinAnsiEncoding >>`,
  )
  return pdf.finish([addPage(pdf, pdf.stream(TEXT), `/Resources << /Font << /F ${font} 0 R >> >>`)])
}

function withImage(size: string, data: Buffer): Buffer {
  const pdf = new RawPdf()
  const image = pdf.stream(
    data,
    `/Type /XObject /Subtype /Image ${size} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
  )
  const resources = `/Resources << /Font << /F ${HELVETICA} >> /XObject << /Im ${image} 0 R >> >>`
  return pdf.finish([addPage(pdf, pdf.stream(`${TEXT}q 400 0 0 400 72 200 cm /Im Do Q\n`), resources)])
}
