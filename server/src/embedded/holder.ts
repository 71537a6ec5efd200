import pino from 'pino'
import { startEmbeddedPostgres } from './postgres.ts'

/** A program that has the embedded database of the home in its argument until it is told to end; for tests to kill. */
const home = process.argv[2]
if (home === undefined || process.send === undefined) throw new Error('to be forked with a home')
const { url, stop } = await startEmbeddedPostgres({ home, log: pino({ level: 'silent' }) })
process.send(url)
process.once('message', async () => {
  await stop()
  process.disconnect()
})
