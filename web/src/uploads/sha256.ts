/** The browser hashes a file in one piece, so all of it lies in memory. Larger ones are hashed by the server alone. */
const LARGEST = 64 * 1024 * 1024

/** Hex; undefined for a large file, and on a page of plain HTTP, to which browsers give no cryptography. */
export async function sha256Of(data: Blob): Promise<string | undefined> {
  if (data.size > LARGEST || !isSecureContext) return undefined
  const digest = await crypto.subtle.digest('SHA-256', await data.arrayBuffer())
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
