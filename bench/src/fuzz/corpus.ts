import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOSTILE_FILES } from '../../../corpus/src/hostile/hostile-files.ts'
import { show, writePdf } from '../../../extraction/src/read/pdf/testing/write-pdf.ts'
import { openDocument } from '../../../extraction/src/index.ts'
import { fromPreview } from '../scans/raster.ts'
import { scanPdf } from '../scans/scan-pdf.ts'

export interface FuzzCorpus {
  /** Whole documents, one of them scanned. */
  readonly documents: readonly Buffer[]
  /** Small ones of the hostile suite. */
  readonly odd: readonly Buffer[]
  /** Of the mutants, how many are made of documents. */
  readonly share: number
  /** Of all bytes, in order: the same seed makes the same mutants of the same corpus. */
  readonly sha256: string
}

const ROOT = join(import.meta.dirname, '../../..')
/** A whole document takes ten times the work of an odd one: a page whose text is broken is read from its picture. */
const SHARE = 0.4
/** Larger ones would only take longer. Bytes. */
const LARGEST = 400_000
/** Kinds of the hostile suite that are large. */
const SLOW_TO_MAKE = /000|bomb/

/** @param folder of further PDF and DOCX files */
export async function readCorpus(folder: string | undefined): Promise<FuzzCorpus> {
  const paths = [join(ROOT, 'corpus'), ...(folder === undefined ? [] : [folder])].flatMap(documentsIn)
  const files = paths.map((path) => readFileSync(path)).filter(({ length }) => length <= LARGEST)
  const table = Array.from({ length: 12 }, (_, i) => show(60, 250 - 18 * i, `Item ${i}   1,${100 + i}.50`))
  const printed = writePdf([{ content: table.join('') }])
  const documents = [...files, printed, await scanned(printed)]
  const quick = HOSTILE_FILES.filter(({ name }) => !SLOW_TO_MAKE.test(name))
  const odd = await Promise.all(quick.map(({ bytes }) => bytes('http://127.0.0.1:9')))
  const small = odd.filter(({ length }) => length < 4096)
  const hash = createHash('sha256')
  for (const file of [...documents, ...small]) hash.update(file)
  return { documents, odd: small, share: SHARE, sha256: hash.digest('hex') }
}

const documentsIn = (folder: string): string[] =>
  globSync('**/*.{pdf,docx}', { cwd: folder, exclude: (name) => name === 'node_modules' })
    .sort()
    .map((path) => join(folder, path))

const DPI = 150

async function scanned(printed: Uint8Array): Promise<Buffer> {
  using document = await openDocument(printed)
  const [findings] = await document.work([1])
  const width = Math.round(((findings?.page?.width ?? 300) / 72) * DPI)
  return scanPdf(fromPreview(await document.preview(1, width)), DPI, 60)
}
