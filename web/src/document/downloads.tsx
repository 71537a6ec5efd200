import { useState } from 'react'
import { request } from '../api/client.ts'
import { ProblemNotice } from '../ui/problem.tsx'

const FORMATS = [
  {
    path: 'export.xlsx',
    extension: '.xlsx',
    word: 'Workbook',
    title: 'Excel workbook with links, checks and sources',
  },
  { path: 'export.csv', extension: '.zip', word: 'CSV', title: 'One CSV a table, in a zip' },
  { path: 'export.md', extension: '.md', word: 'Markdown', title: 'The whole document as Markdown' },
  { path: 'result.json', extension: '.json', word: 'JSON', title: 'The whole extraction result' },
] as const

type Format = (typeof FORMATS)[number]

/** Fetched and then saved, so that a refusal is read here and not found in a file. */
export function Downloads({ id, name }: { readonly id: string; readonly name: string }) {
  const [busy, setBusy] = useState<Format>()
  const [error, setError] = useState<unknown>()
  const download = async (format: Format) => {
    setBusy(format)
    setError(undefined)
    try {
      const response = await request(`/v1/documents/${id}/${format.path}`)
      save(await response.blob(), name.replace(/\.(pdf|docx)$/iu, '') + format.extension)
    } catch (refusal) {
      setError(refusal)
    }
    setBusy(undefined)
  }
  return (
    <div className="actions" role="group" aria-label="Downloads">
      {FORMATS.map((format) => (
        <button
          key={format.path}
          type="button"
          className={format.path === 'export.xlsx' ? 'primary' : ''}
          title={format.title}
          disabled={busy !== undefined}
          onClick={() => void download(format)}
        >
          {format.path === 'export.xlsx' ? 'Download workbook' : format.word}
        </button>
      ))}
      {error !== undefined && <ProblemNotice error={error} />}
    </div>
  )
}

function save(blob: Blob, filename: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = filename
  link.click()
  // The browser has taken the bytes over by the next turns of its loop.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
