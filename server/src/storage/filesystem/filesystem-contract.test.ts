import { rm } from 'node:fs/promises'
import { storageContract } from '../storage-contract.ts'
import { servedStorage } from './testing.ts'

await storageContract('filesystem', async () => {
  const [served, gone] = [await servedStorage(), await servedStorage()]
  await rm(gone.directory, { recursive: true })
  return {
    storage: served.storage,
    slow: null,
    broken: gone.storage,
    close: async () => void (await Promise.all([served.close(), gone.close()])),
  }
})
