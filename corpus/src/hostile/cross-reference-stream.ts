import { deflateSync } from 'node:zlib'
import type { RawPdf } from './raw-pdf.ts'

/** The file with a cross-reference stream, by which `objects` lie in the object stream `inside`, in this order. */
export function throughStream(
  pdf: RawPdf,
  catalog: number,
  inside: number,
  objects: readonly number[],
): Buffer {
  const body = pdf.file(catalog)
  const cut = body.lastIndexOf('\nxref')
  const head = body.subarray(0, cut + 1)
  const number = Math.max(catalog, inside) + 1
  const rows: Buffer[] = [row(0, 0, 0)]
  for (let i = 1; i < number; i++) rows.push(row(1, head.indexOf(`${i} 0 obj`), 0))
  for (const [place, object] of objects.entries()) rows[object] = row(2, inside, place)
  rows.push(row(1, head.length, 0))
  const data = deflateSync(Buffer.concat(rows))
  const entries = `/Type /XRef /Size ${number + 1} /W [1 4 2] /Root ${catalog} 0 R /Filter /FlateDecode`
  const stream = Buffer.concat([
    Buffer.from(`${number} 0 obj\n<< ${entries} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${head.length}\n%%EOF\n`),
  ])
  return Buffer.concat([head, stream])
}

function row(type: number, offset: number, generation: number): Buffer {
  const bytes = Buffer.alloc(7)
  bytes.writeUInt8(type, 0)
  bytes.writeUInt32BE(offset, 1)
  bytes.writeUInt16BE(generation, 5)
  return bytes
}
