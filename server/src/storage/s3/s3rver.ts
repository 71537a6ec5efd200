import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface S3rverOptions {
  readonly directory: string
  /** Buckets that are there from the start. */
  readonly buckets?: readonly string[]
  /** Besides its own pair, which is S3RVER twice. */
  readonly keyPair?: { readonly id: string; readonly secret: string }
  /** It verifies another signature of `/bucket/` than AWS documents; this forgives one that differs. */
  readonly lenient?: boolean
}

/** Its continuation tokens are encrypted with DES, which OpenSSL 3 has in its legacy provider only. */
const PROGRAM = `
  const { directory, buckets = [], keyPair, lenient = false } = JSON.parse(process.argv[1])
  if (keyPair) require('@20minutes/s3rver/lib/models/account').DUMMY_ACCOUNT.createKeyPair(keyPair.id, keyPair.secret)
  const S3rver = require('@20minutes/s3rver')
  new S3rver({ directory, address: '127.0.0.1', port: 0, silent: true, vhostBuckets: false,
    allowMismatchedSignatures: lenient, configureBuckets: buckets.map((name) => ({ name })) })
    .run().then(({ port }) => console.log(port))
  process.stdin.on('end', () => process.exit()).resume()` // gone with the test, however that ends

/** An S3 server that npm installs, as a process of its own. For tests. */
export async function startS3rver(options: S3rverOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const args = ['--openssl-legacy-provider', '-e', PROGRAM, JSON.stringify(options)]
  const server = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(server, 'exit')
  const [port] = await once(server.stdout, 'data')
  return {
    url: `http://127.0.0.1:${String(port).trim()}`,
    async stop() {
      server.kill()
      await exited
    },
  }
}
