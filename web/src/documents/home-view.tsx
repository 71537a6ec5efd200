import { useCallback, useState } from 'react'
import { useDocuments, type ListFilter } from '../api/documents.ts'
import { useTitle } from '../navigation.tsx'
import { ProblemNotice } from '../ui/problem.tsx'
import { DropZone } from '../uploads/drop-zone.tsx'
import { fetchSample } from '../uploads/sample.ts'
import { UploadList } from '../uploads/upload-list.tsx'
import type { Uploads } from '../uploads/uploads.ts'
import { DocumentList } from './document-list.tsx'
import { ListControls } from './list-controls.tsx'

const EVERYTHING: ListFilter = { q: '', status: '', cursor: null }

/** Drop files, watch them arrive, open them. */
export function HomeView({ uploads }: { readonly uploads: Uploads }) {
  useTitle(undefined)
  const [filter, setFilter] = useState(EVERYTHING)
  const { data, error, isPending, refetch } = useDocuments(filter)
  const add = useCallback((files: Iterable<File>) => uploads.add(files), [uploads])
  const isFiltered = filter.q !== '' || filter.status !== '' || filter.cursor !== null
  const isEmpty = data !== undefined && data.items.length === 0 && !isFiltered
  return (
    <div className="home">
      <DropZone large={isEmpty} onFiles={add}>
        {isEmpty && <SampleButton onFile={(file) => add([file])} />}
      </DropZone>
      <UploadList uploads={uploads} />
      {error !== null && data === undefined && (
        <ProblemNotice error={error}>
          <button type="button" onClick={() => void refetch()}>
            Try again
          </button>
        </ProblemNotice>
      )}
      {isPending && error === null && <ListSkeleton />}
      {data !== undefined && !isEmpty && (
        <section aria-label="Documents">
          <ListControls filter={filter} onChange={setFilter} />
          <DocumentList items={data.items} next={data.next} filter={filter} onFilter={setFilter} />
        </section>
      )}
    </div>
  )
}

function SampleButton({ onFile }: { readonly onFile: (file: File) => void }) {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false })
  const take = async () => {
    setState({ busy: true })
    try {
      onFile(await fetchSample())
      setState({ busy: false })
    } catch (error) {
      setState({ busy: false, error })
    }
  }
  return (
    <>
      <button type="button" disabled={state.busy} onClick={() => void take()}>
        Try the sample report
      </button>
      {state.error !== undefined && <ProblemNotice error={state.error} />}
    </>
  )
}

const ListSkeleton = () => (
  <div className="skeleton" role="status" aria-label="Loading documents">
    <span />
    <span />
    <span />
  </div>
)
