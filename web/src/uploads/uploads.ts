import type { QueryClient } from '@tanstack/react-query'
import Uppy, { type UppyFile } from '@uppy/core'
import { TaskQueue } from '@uppy/core/utils'
import { keys } from '../api/queries.ts'
import { sha256Of } from './sha256.ts'
import { registerFile, sendFile, type Outgoing } from './send-file.ts'

export interface Upload {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly sent: number
  readonly state: 'waiting' | 'sending' | 'failed'
  /** Why it failed and what to do. */
  readonly message: string | undefined
}

export interface Uploads {
  add(files: Iterable<File>): void
  retry(id: string): void
  remove(id: string): void
  subscribe(listener: () => void): () => void
  /** The uploads that are not documents yet. */
  current(): readonly Upload[]
}

type Meta = Record<string, unknown>
type File_ = UppyFile<Meta, Record<string, never>>

const FILES_AT_ONCE = 3
const PDF = 'application/pdf'
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Any number of files, some at once; each becomes a document when all of it has arrived. */
export function createUploads(queries: QueryClient): Uploads {
  const uppy = new Uppy<Meta, Record<string, never>>({ autoProceed: true, logger: SILENT })
  const queue = new TaskQueue({ concurrency: FILES_AT_ONCE })
  const running = new Map<string, AbortController>()
  /** Keys of files that arrived but are not registered: a retry need not send them again. */
  const arrived = new Map<string, string>()

  uppy.addUploader(async (ids) => {
    await Promise.all(ids.map((id) => queue.add(() => upload(id))))
  })
  uppy.on('file-removed', ({ id }) => running.get(id)?.abort())

  async function upload(id: string): Promise<void> {
    const file = uppy.getFile(id)
    if (file === undefined) return
    const cancel = new AbortController()
    running.set(id, cancel)
    try {
      await sendAndRegister(file, cancel.signal)
      uppy.removeFile(id)
      await queries.invalidateQueries({ queryKey: keys.lists })
    } catch (error) {
      if (!cancel.signal.aborted) uppy.emit('upload-error', uppy.getFile(id), asError(error))
    } finally {
      running.delete(id)
    }
  }

  async function sendAndRegister(file: File_, signal: AbortSignal): Promise<void> {
    if (!(file.data instanceof Blob)) throw new Error('This file cannot be read any more. Choose it again.')
    const uploadStarted = Date.now()
    uppy.emit('upload-start', [file])
    const outgoing: Outgoing = {
      name: file.name,
      type: contentType(file),
      data: file.data,
      sha256: await sha256Of(file.data),
      signal,
      onProgress: (bytesUploaded) =>
        uppy.emit('upload-progress', uppy.getFile(file.id), {
          uploadStarted,
          bytesUploaded,
          bytesTotal: file.size,
        }),
    }
    const key = arrived.get(file.id) ?? (await sendFile(outgoing))
    arrived.set(file.id, key)
    await registerFile(outgoing, key)
    arrived.delete(file.id)
  }

  const view = createView(uppy)
  return {
    ...view,
    add: (files) =>
      uppy.addFiles([...files].filter(isMeant).map((data) => ({ name: data.name, type: data.type, data }))),
    retry: (id) => void uppy.retryUpload(id),
    remove: (id) => uppy.removeFile(id),
  }
}

/** Uppy's state as the page shows it, at most once a frame. */
function createView(uppy: Uppy<Meta, Record<string, never>>): Pick<Uploads, 'subscribe' | 'current'> {
  let uploads: readonly Upload[] = []
  let frame = 0
  const listeners = new Set<() => void>()
  uppy.on('state-update', () => {
    frame ||= window.setTimeout(() => {
      frame = 0
      uploads = uppy.getFiles().map(present)
      for (const listener of listeners) listener()
    }, 50)
  })
  return {
    current: () => uploads,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const present = ({ id, name, size, progress, error }: File_): Upload => ({
  id,
  name,
  size: size ?? 0,
  sent: progress.bytesUploaded || 0,
  state: error ? 'failed' : progress.uploadStarted === null ? 'waiting' : 'sending',
  message: error ?? undefined,
})

/** A browser names the type by its system's registry, which may know none for a `.docx`. */
function contentType({ name, type }: File_): string {
  if (/\.pdf$/iu.test(name)) return PDF
  if (/\.docx$/iu.test(name)) return DOCX
  return type || 'application/octet-stream'
}

/** A dropped folder brings what the system hides in it. */
const isMeant = ({ name }: File): boolean => !name.startsWith('.') && name !== 'Thumbs.db'

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** Uppy would write each refusal to the console; the page shows it. */
const SILENT = { debug: () => {}, warn: () => {}, error: () => {} }
