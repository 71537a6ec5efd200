import assert from 'node:assert/strict'
import type { ProcessingStatus } from '../events.ts'
import type { DocumentId } from '../ids.ts'
import type { PresignResponse } from '../uploads/contract.ts'

/** A PDF of one page that says what it is told; PDFium does without the table of offsets. */
export function onePagePdf(text: string): Buffer {
  const content = `BT /F 12 Tf 20 100 Td (${text}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`)
  return Buffer.from(`%PDF-1.7\n${objects.join('')}trailer\n<< /Root 1 0 R >>\n%%EOF\n`)
}

/** Where it listens, and a key of a caller who may do this. */
export interface Api {
  readonly address: string
  readonly key: string
}

/** Presign, PUT and register, as any caller would. Resolves with the id when it is acknowledged. */
export async function uploadAndRegister({ address, key }: Api, bytes: Buffer): Promise<DocumentId> {
  const file = { content_type: 'application/pdf', file_size: bytes.length }
  const presigned = await post(key, `${address}/v1/uploads/presign`, { filename: 'report.pdf', ...file })
  const { url, headers, key: s3_key }: PresignResponse = JSON.parse(await presigned.text())
  const put = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  assert.equal(put.status, 200, await put.text())
  const registered = await post(key, `${address}/v1/documents`, {
    s3_key,
    original_filename: 'report.pdf',
    ...file,
  })
  assert.equal(registered.status, 201)
  const { id }: { id: DocumentId } = JSON.parse(await registered.text())
  return id
}

const authorized = (key: string) => ({ authorization: `Bearer ${key}` })

const post = (key: string, url: string, body: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { ...authorized(key), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

export async function statusOf({ address, key }: Api, id: DocumentId): Promise<ProcessingStatus> {
  const response = await fetch(`${address}/v1/documents/${id}`, { headers: authorized(key) })
  assert.equal(response.status, 200)
  const { processing_status }: { processing_status: ProcessingStatus } = JSON.parse(await response.text())
  return processing_status
}
