import type {
  Artifact,
  Cell,
  ExtractionResult,
  Table,
  TableArtifact,
  TextArtifact,
} from '@ledger-lift/extraction/model'
import { checksText, gridOf, marksText, pageRange, percentText, tableTitle, unitsText } from '../tables.ts'
import { markdownText } from './markdown-text.ts'

/** The document in reading order: headings, paragraphs, lists, tables; running heads and feet left out. */
export function markdownBook(result: ExtractionResult): Uint8Array {
  const blocks = [
    `# ${markdownText(result.source.filename)}`,
    `SHA-256 \`${result.source.sha256}\`, ${result.pages.length} ${result.pages.length === 1 ? 'page' : 'pages'}`,
    ...result.artifacts.map(block).filter((text) => text !== null),
    ...notes(result),
  ]
  return new TextEncoder().encode(blocks.join('\n\n') + '\n')
}

function block(artifact: Artifact): string | null {
  switch (artifact.type) {
    case 'table':
      return tableBlock(artifact)
    case 'figure':
      return `*Figure on page ${artifact.page}${artifact.caption ? `: ${markdownText(artifact.caption)}` : ''}*`
    case 'text':
      return textBlock(artifact)
  }
}

function textBlock({ role, text }: TextArtifact): string | null {
  const escaped = markdownText(text)
  if (escaped === '' || role === 'page_header' || role === 'page_footer') return null
  if (role === 'heading') return `## ${escaped}`
  if (role === 'list_item') return `- ${escaped.replace(/^[•‣▪●]\s*/u, '')}`
  return escaped
}

function tableBlock(artifact: TableArtifact): string {
  const { table } = artifact
  const facts = [
    `Page ${pageRange(artifact)}`,
    unitsText(table.units),
    `confidence ${percentText(artifact.confidence)}`,
    checksText(table) && `checks: ${checksText(table)}`,
  ]
  return [`### ${markdownText(tableTitle(artifact))}`, facts.filter(Boolean).join(' · '), grid(table)].join(
    '\n\n',
  )
}

/** A Markdown table has one header row: the header rows of a column are joined. */
function grid(table: Table): string {
  const rows = gridOf(table)
  const columns = Array.from({ length: table.columns }, (_, column) => column)
  const header = columns.map((column) => {
    const cells = new Set(rows.slice(0, table.header_rows).map((row) => row[column]))
    return [...cells]
      .map((cell) => (cell === null || cell === undefined ? '' : cellText(cell)))
      .join(' ')
      .trim()
  })
  const aligned = columns.map((column) => (isNumeric(table, column) ? '--:' : '---'))
  const body = rows
    .slice(table.header_rows)
    .map((row, index) =>
      row.map((cell, column) =>
        cell?.row === index + table.header_rows && cell.column === column ? cellText(cell) : '',
      ),
    )
  return [header, aligned, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const cellText = (cell: Cell): string =>
  markdownText(cell.text) + (cell.marks === undefined ? '' : `<sup>${markdownText(marksText(cell))}</sup>`)

const isNumeric = (table: Table, column: number): boolean =>
  table.cells.some((cell) => cell.column === column && cell.value?.kind === 'number')

const notes = (result: ExtractionResult): string[] =>
  result.notes.length === 0
    ? []
    : [
        '## Notes on the extraction',
        result.notes
          .map(
            (note) =>
              `- ${note.page === undefined ? '' : `Page ${note.page}: `}${markdownText(note.message)}`,
          )
          .join('\n'),
      ]
