import type { Output } from './program.ts'

/** The process's own streams. Whoever reads may go away early (`| head`): then the rest is not wanted. */
export function processOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  const gone = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  }
  stdout.on('error', gone)
  stderr.on('error', gone)
  return {
    isTerminal: stdout.isTTY === true,
    print: (result) =>
      new Promise((done, failed) => {
        stdout.write(result, (error) => {
          if (!error || ('code' in error && error.code === 'EPIPE')) done()
          else failed(error)
        })
      }),
    tell: (line) => void stderr.write(`${line}\n`),
  }
}
