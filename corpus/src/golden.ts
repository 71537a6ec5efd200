import { readdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extract, type ExtractionResult, type TableArtifact } from '@ledger-lift/extraction'

/** A golden folder: `input.pdf` (or docx), `expected.json` as `readable` writes it, `about.md` that says why it is here. */
export interface GoldenFolder {
  readonly name: string
  readonly input: string
  readonly expected: string
}

const CORPUS = fileURLToPath(new URL('..', import.meta.url))

export async function goldenFolders(): Promise<GoldenFolder[]> {
  const entries = await readdir(CORPUS, { withFileTypes: true })
  return entries.flatMap(({ name }) => {
    const input = ['input.pdf', 'input.docx'].map((file) => join(CORPUS, name, file)).find(existsSync)
    return input === undefined ? [] : [{ name, input, expected: join(CORPUS, name, 'expected.json') }]
  })
}

/** What the engine makes of a golden folder now. */
export async function actual(folder: GoldenFolder): Promise<string> {
  const result = await extract(await readFile(folder.input), { filename: basename(folder.input) })
  return `${JSON.stringify(readable(result), null, 1)}\n`
}

/** A result as a reviewer can compare it by eye: a row a line, `|` between cells, no coordinates. */
function readable(result: ExtractionResult): unknown {
  return {
    pages: result.pages.map(({ number, text_source, notes }) => ({ number, text_source, notes })),
    artifacts: result.artifacts.map((artifact) => {
      if (artifact.type === 'table') return table(artifact)
      if (artifact.type === 'figure') return { id: artifact.id, caption: artifact.caption }
      return { id: artifact.id, role: artifact.role, text: artifact.text }
    }),
    notes: result.notes,
  }
}

function table({
  id,
  engine,
  title,
  segments,
  table: { header_rows, units, cells, rows, checks },
}: TableArtifact): unknown {
  const line = (row: number): string =>
    cells
      .filter((cell) => cell.row === row)
      .map(({ text, row_span, column_span, value }) => {
        const spans = row_span > 1 || column_span > 1 ? ` <${row_span}x${column_span}>` : ''
        const typed = value !== null && 'amount' in value ? ` = ${value.amount}` : ''
        return `${text}${spans}${typed}`
      })
      .join(' | ')
  return {
    id,
    engine,
    title,
    pages: segments.map(({ page }) => page),
    header_rows,
    currency: units?.currency,
    scale: units?.scale,
    rows: Array.from({ length: rows }, (_, row) => line(row)),
    checks: checks.map(({ kind, total, verdict }) => `${kind} at ${total.row},${total.column}: ${verdict}`),
  }
}
