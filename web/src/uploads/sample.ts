import { request } from '../api/client.ts'
import sampleAddress from '../../../corpus/sample/input.pdf?url'

/** The project's own document, as if it had been chosen. */
export async function fetchSample(): Promise<File> {
  const response = await request(sampleAddress)
  return new File([await response.blob()], 'Northfield Instruments annual report.pdf', {
    type: 'application/pdf',
  })
}
