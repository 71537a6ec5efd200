import { encode } from 'jpeg-js'
import type { Raster } from './raster.ts'

/** One page, one picture, no text: what a scanner makes. The page is as large as the picture at this resolution. */
export function scanPdf(picture: Raster, dpi: number, jpegQuality: number): Buffer {
  const { width, height } = picture
  const jpeg = encode({ width, height, data: rgba(picture) }, jpegQuality).data
  const [across, down] = [(width * 72) / dpi, (height * 72) / dpi]
  const content = `q ${across} 0 0 ${down} 0 0 cm /Scan Do Q`
  const image = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB
/BitsPerComponent 8 /Filter /DCTDecode`
  return file([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${across} ${down}] /Contents 4 0 R
/Resources << /XObject << /Scan 5 0 R >> >> >>`),
    stream('', Buffer.from(content)),
    stream(image, jpeg),
  ])
}

function rgba({ pixels }: Raster): Buffer {
  const data = Buffer.alloc(pixels.length * 4, 255)
  pixels.forEach((grey, i) => data.fill(grey, i * 4, i * 4 + 3))
  return data
}

const stream = (entries: string, data: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ])

function file(objects: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const places: number[] = []
  let at = 9
  const put = (part: Buffer) => {
    parts.push(part)
    at += part.length
  }
  objects.forEach((object, index) => {
    places.push(at)
    put(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]))
  })
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  put(
    Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer << /Size ${size} /Root 1 0 R >>
startxref\n${at}\n%%EOF\n`),
  )
  return Buffer.concat(parts)
}
