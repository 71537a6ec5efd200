import { getDroppedFiles } from '@uppy/core/utils'
import { useEffect, useRef, useState, type ReactNode } from 'react'

interface DropZoneProps {
  readonly large: boolean
  readonly onFiles: (files: Iterable<File>) => void
  readonly children?: ReactNode
}

/** Files are taken anywhere on the page; this shows it and has the button for those who do not drag. */
export function DropZone({ large, onFiles, children }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null)
  const over = useDrop(onFiles)
  return (
    <section className="drop-zone" data-large={large} data-over={over} aria-label="Add documents">
      {large ? (
        <h1>Drop financial documents here</h1>
      ) : (
        <p className="drop-words">Drop more documents anywhere</p>
      )}
      {large && (
        <p>
          PDF or DOCX, one or a thousand. Every table comes back as numbers that know their place on the page.
        </p>
      )}
      <div className="actions">
        <button type="button" className="primary" onClick={() => input.current?.click()}>
          Choose files
        </button>
        {children}
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to add"
        accept=".pdf,.docx"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
      />
    </section>
  )
}

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false

function useDrop(onFiles: (files: Iterable<File>) => void): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false)
    const drop = async (event: DragEvent) => {
      if (!carriesFiles(event) || event.dataTransfer === null) return
      event.preventDefault()
      setOver(false)
      onFiles(await getDroppedFiles(event.dataTransfer))
    }
    addEventListener('dragover', drag)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', drag)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [onFiles])
  return over
}
