import { crcOf, rawBomb } from './deflate.ts'
import { failsWith, type HostileFile, isRead } from './hostile-file.ts'
import { writeZip, type ZipEntry } from './zip.ts'

/** Word documents that are not what they say. */
export const HOSTILE_DOCX: readonly HostileFile[] = [
  {
    name: 'DOCX: deflate bomb',
    filename: 'bomb.docx',
    ends: failsWith('document.over_limit'),
    bytes: () => wordFile([bombEntry('word/document.xml', 3000)], ''),
  },
  {
    name: 'DOCX: deflate bomb in a part that is not needed',
    filename: 'unused-bomb.docx',
    ends: isRead(1),
    bytes: () => wordFile([bombEntry('word/media/image1.png', 3000)]),
  },
  {
    name: 'DOCX: ZIP header that lies about the size',
    filename: 'lying.docx',
    ends: failsWith('document.over_limit'),
    bytes: () => wordFile([{ ...bombEntry('word/document.xml', 3000), claimedSize: 100 }], ''),
  },
  {
    name: 'DOCX: 100,000 entries',
    filename: 'entries.docx',
    ends: failsWith('document.over_limit'),
    bytes: () =>
      wordFile(
        Array.from({ length: 100_000 }, (_, i) => ({ name: `word/e${i}.xml`, data: Buffer.from('<a/>') })),
      ),
  },
  {
    name: 'DOCX: ../ entries',
    filename: 'climbing.docx',
    ends: isRead(1),
    bytes: () =>
      wordFile([
        { name: '../../../../tmp/ledger-lift-climbed', data: Buffer.from('climbed') },
        { name: '/tmp/ledger-lift-climbed', data: Buffer.from('climbed') },
        { name: 'C:\\ledger-lift-climbed', data: Buffer.from('climbed') },
      ]),
  },
  {
    name: 'DOCX: entity bomb',
    filename: 'entities.docx',
    ends: failsWith('document.hostile'),
    bytes: () => wordFile([], `${entityBomb()}${body('&i;')}`),
  },
  {
    name: 'DOCX: external entity',
    filename: 'external-entity.docx',
    ends: failsWith('document.hostile'),
    bytes: (canary) => wordFile([], `<!DOCTYPE a [<!ENTITY x SYSTEM "${canary}/entity">]>${body('&x;')}`),
  },
  {
    name: 'DOCX: external document type',
    filename: 'external-dtd.docx',
    ends: failsWith('document.hostile'),
    bytes: (canary) => wordFile([], `<!DOCTYPE a SYSTEM "${canary}/dtd">${body('x')}`),
  },
  {
    name: 'DOCX: external relations',
    filename: 'external-relations.docx',
    ends: isRead(1, 'document.references_ignored'),
    bytes: externalRelations,
  },
  {
    name: 'DOCX: elements nested 100,000 deep',
    filename: 'deep.docx',
    ends: failsWith('document.over_limit'),
    bytes: () =>
      wordFile(
        [],
        body('x', `${'<w:sdt><w:sdtContent>'.repeat(50_000)}`, '</w:sdtContent></w:sdt>'.repeat(50_000)),
      ),
  },
  {
    name: 'DOCX: tables nested 10,000 deep',
    filename: 'deep-tables.docx',
    ends: failsWith('document.over_limit'),
    bytes: () =>
      wordFile([], body('x', '<w:tbl><w:tr><w:tc>'.repeat(10_000), '</w:tc></w:tr></w:tbl>'.repeat(10_000))),
  },
]

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

const body = (text: string, before = '', after = ''): string =>
  `<w:document ${W} ${R}><w:body>${before}<w:p><w:r><w:t>${text}</w:t></w:r></w:p>${after}</w:body></w:document>`

/** @param document `''`: it is among the entries */
function wordFile(entries: readonly ZipEntry[], document = body('Total assets 1,234'), links = ''): Buffer {
  const part = (name: string, xml: string): ZipEntry => ({ name, data: Buffer.from(`${XML}${xml}`) })
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
  return writeZip([
    part(
      '[Content_Types].xml',
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="${word}.document.main+xml"/></Types>`,
    ),
    part(
      '_rels/.rels',
      relations(`<Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/>`),
    ),
    part('word/_rels/document.xml.rels', relations(links)),
    ...(document === '' ? [] : [part('word/document.xml', document)]),
    ...entries,
  ])
}

const relations = (each: string): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each}</Relationships>`

const bombEntry = (name: string, mebibytes: number): ZipEntry => ({
  name,
  data: rawBomb(mebibytes),
  deflated: { size: mebibytes * 1024 * 1024, crc: crcOf(mebibytes) },
})

/** Each entity is ten of the one before: a gigabyte from some hundred bytes. */
function entityBomb(): string {
  const names = 'abcdefghi'
  const entities = [...names].map((name, i) => {
    const value = i === 0 ? 'lol'.repeat(10) : `&${names[i - 1]};`.repeat(10)
    return `<!ENTITY ${name} "${value}">`
  })
  return `<!DOCTYPE a [${entities.join('')}]>`
}

function externalRelations(canary: string): Buffer {
  const external = (id: string, type: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${canary}/${type}" TargetMode="External"/>`
  const links = ['attachedTemplate', 'image', 'subDocument', 'frame'].map((type, i) =>
    external(`x${i}`, type),
  )
  return wordFile([], body('Total assets 1,234', '<w:subDoc r:id="x2"/>'), links.join(''))
}
