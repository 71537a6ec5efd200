import { failsWith, type HostileFile, isRead } from './hostile-file.ts'
import { addPage, HELVETICA, RawPdf, TEXT } from './raw-pdf.ts'
import { writeZip } from './zip.ts'

/** Files that would have a reader do something: run, open, fetch. */
export const PDF_ACTIONS: readonly HostileFile[] = [
  {
    name: 'script that runs on opening',
    filename: 'script.pdf',
    ends: isRead(1, 'document.scripts_ignored'),
    bytes: (canary) =>
      withCatalog(
        `/OpenAction << /S /JavaScript /JS (this.submitForm\\("${canary}/script"\\)) >>
/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.launchURL\\("${canary}/named"\\)) >>] >> >>`,
      ),
  },
  {
    name: 'launch action',
    filename: 'launch.pdf',
    ends: isRead(1, 'document.scripts_ignored'),
    bytes: () => withCatalog('/OpenAction << /S /Launch /F (/bin/touch) /P (/tmp/launched) >>'),
  },
  {
    name: 'external references',
    filename: 'external.pdf',
    ends: isRead(1, 'document.scripts_ignored', 'document.references_ignored'),
    bytes: externalReferences,
  },
  {
    name: 'embedded files: a PDF in a ZIP in a PDF',
    filename: 'nested.pdf',
    ends: isRead(1, 'document.attachments_ignored'),
    bytes: (canary) => embedding('inner.zip', writeZip([{ name: 'inner.pdf', data: withAction(canary) }])),
  },
  {
    name: 'HTML named .pdf',
    filename: 'page.pdf',
    ends: failsWith('document.not_supported'),
    bytes: () => Buffer.from('<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'),
  },
  {
    name: 'HTML with a PDF header in it',
    filename: 'polyglot-html.pdf',
    ends: failsWith('document.hostile'),
    bytes: (canary) => Buffer.concat([Buffer.from('<html><!--\n'), withAction(canary), Buffer.from('-->')]),
  },
  {
    name: 'PDF that is a ZIP, too',
    filename: 'polyglot-zip.pdf',
    ends: failsWith('document.hostile'),
    bytes: (canary) =>
      Buffer.concat([
        withAction(canary),
        writeZip([{ name: 'word/document.xml', data: Buffer.from('<a/>') }]),
      ]),
  },
  {
    name: 'ZIP that is a PDF, too',
    filename: 'polyglot-pdf.docx',
    ends: failsWith('document.not_supported'),
    bytes: (canary) =>
      writeZip([{ name: '%PDF-1.7', data: withAction(canary), deflated: { size: 1, crc: 0 } }]),
  },
]

function withCatalog(catalog: string): Buffer {
  const pdf = new RawPdf()
  return pdf.finish([addPage(pdf, pdf.stream(TEXT))], { catalog })
}

const withAction = (canary: string): Buffer => withCatalog(`/OpenAction << /S /URI /URI (${canary}/uri) >>`)

/** Content, an image and a destination that lie elsewhere. */
function externalReferences(canary: string): Buffer {
  const pdf = new RawPdf()
  const elsewhere = `/F << /FS /URL /F (${canary}/stream) >> /FFilter /FlateDecode`
  const content = pdf.stream('', elsewhere)
  const image = pdf.stream('', `/Type /XObject /Subtype /Image /Width 9 /Height 9 ${elsewhere}`)
  const reference = pdf.stream(
    '',
    `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F << /FS /URL /F (${canary}/form) >> /Page 0 >>`,
  )
  const link = (entries: string): string =>
    `<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << ${entries} >> >>`
  const links = [
    link(`/S /GoToR /F (\\\\\\\\127.0.0.1\\\\share\\\\a.pdf) /D [0 /Fit]`),
    link(`/S /SubmitForm /F << /FS /URL /F (${canary}/form) >>`),
    link(`/S /ImportData /F (${canary}/data)`),
  ]
  const resources = `/Resources << /Font << /F ${HELVETICA} >> /XObject << /I ${image} 0 R /R ${reference} 0 R >> >>`
  const page = addPage(
    pdf,
    [pdf.stream(`${TEXT}/I Do /R Do\n`), content],
    `${resources} /Annots [${links.join(' ')}] /AA << /O << /S /URI /URI (${canary}/page) >> >>`,
  )
  return pdf.finish([page])
}

function embedding(name: string, file: Buffer): Buffer {
  const pdf = new RawPdf()
  const embedded = pdf.stream(file, '/Type /EmbeddedFile')
  const spec = pdf.add(`<< /Type /Filespec /F (${name}) /UF (${name}) /EF << /F ${embedded} 0 R >> >>`)
  return pdf.finish([addPage(pdf, pdf.stream(TEXT))], {
    catalog: `/Names << /EmbeddedFiles << /Names [(${name}) ${spec} 0 R] >> >>`,
  })
}
