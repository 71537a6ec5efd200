import { request } from '../api/client.ts'

/** The project's own document, as if it had been chosen. */
export async function fetchSample(): Promise<File> {
  const response = await request('/sample.pdf')
  return new File([await response.blob()], 'Northfield Instruments annual report.pdf', {
    type: 'application/pdf',
  })
}
