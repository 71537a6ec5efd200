import type { MultipartId, StoredObject, UploadedPart } from '../storage.ts'
import type { Layout } from './layout.ts'
import { assertParts, discardUpload, findUpload, partsInOrder } from './multipart.ts'
import { describeObject, keepObject, openObject } from './objects.ts'

/** Makes the object of the parts. Done again, or twice at once, it gives the same object. */
export async function completeUpload(
  layout: Layout,
  key: string,
  id: MultipartId,
  parts: readonly UploadedPart[],
): Promise<StoredObject> {
  const object = await assemble(layout, key, id, parts).catch(async (error: unknown) => {
    const finished = await madeOf(layout, key, id)
    if (finished === null) throw error
    return finished
  })
  await discardUpload(layout, id)
  return object
}

async function assemble(
  layout: Layout,
  key: string,
  id: MultipartId,
  parts: readonly UploadedPart[],
): Promise<StoredObject> {
  const { contentType } = await findUpload(layout, key, id)
  await assertParts(layout, id, parts)
  const source = partsInOrder(layout, id, parts)
  return keepObject(layout, { key, source, contentType, multipart: id, ifAbsent: true })
}

/** The object, when it is this very upload that became it. */
async function madeOf(layout: Layout, key: string, id: MultipartId): Promise<StoredObject | null> {
  try {
    await using object = await openObject(layout, key)
    return object.trailer.multipart === id ? describeObject(key, object) : null
  } catch {
    return null
  }
}
