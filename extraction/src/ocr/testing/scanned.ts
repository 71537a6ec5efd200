import { PdfDocument } from '../../read/pdf/pdf-document.ts'
import { writePdf } from '../../read/pdf/testing/write-pdf.ts'
import type { QuarterTurn } from '../../geometry/page-space.ts'
import type { Picture } from '../picture.ts'
import { turned } from '../resample.ts'

/** A page of 400 × 300 points as it comes from a scanner: a picture of it at 300 dpi, turned clockwise, and no text. */
export async function scanned(content: string, turn: QuarterTurn = 0): Promise<Buffer> {
  const printed = await PdfDocument.open(writePdf([{ content }]), {})
  const { picture } = await printed.picture(1)
  printed.close()
  return picturePdf(turned(picture, turn), turn % 180 === 0 ? [400, 300] : [300, 400])
}

function picturePdf({ width, height, pixels }: Picture, [across, down]: readonly [number, number]): Buffer {
  const image = `BI /W ${width} /H ${height} /CS /G /BPC 8 /F /AHx ID ${Buffer.from(pixels).toString('hex')}> EI`
  return writePdf([{ content: `q ${across} 0 0 ${down} 0 0 cm ${image} Q`, mediaBox: [0, 0, across, down] }])
}
