import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** s3rver verifies another signature of `/bucket/` than AWS documents, so it is told to forgive one that differs. */
export async function startStore(
  directory: string,
  secret: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const program = `
    const { DUMMY_ACCOUNT } = require('@20minutes/s3rver/lib/models/account')
    DUMMY_ACCOUNT.createKeyPair('CANARIES', process.argv[2])
    const S3rver = require('@20minutes/s3rver')
    const options = { address: '127.0.0.1', port: 0, silent: true, vhostBuckets: false, directory: process.argv[1] }
    new S3rver({ ...options, allowMismatchedSignatures: true, configureBuckets: [{ name: 'canaries' }] }).run().then(({ port }) => console.log(port))
    process.stdin.on('end', () => process.exit()).resume()` // gone with the test, however that ends
  const server = spawn(process.execPath, ['-e', program, directory, secret], {
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
