import { PdfDocument } from '../../read/pdf/pdf-document.ts'
import { show, writePdf } from '../../read/pdf/testing/write-pdf.ts'
import { cropOf } from '../crop.ts'
import { lineNetwork } from '../line-network.ts'

/** Prints what the network reads of a line of 5 points, drawn at 300 dpi 40 points from the left and 100 from the top. */
const printed = await PdfDocument.open(writePdf([{ content: show(40, 200, '(1,234.5) Liabilities', 5) }]), {})
const { picture, dpi } = await printed.picture(1)
printed.close()
const pixels = dpi / 72
const frame = { left: 39 * pixels, top: 95 * pixels, right: 90 * pixels, bottom: 102 * pixels }
const network = await lineNetwork()
console.log((await network.read(cropOf(picture, frame))).text)
