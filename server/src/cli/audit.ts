import { parseArgs } from 'node:util'
import { verifyTrails, type TrailVerdict } from '../audit/verify.ts'
import { documentId, noDocument } from '../documents/queries.ts'
import { UsageError, type Command } from './command.ts'
import { EXIT } from './exit.ts'

export const audit: Command = {
  name: 'audit',
  usage: 'verify [ID]',
  summary: 'Recomputes the hash chain of every audit trail, or of one, and compares it with the documents.',
  details: [
    'With an ID it prints the hash of the last event: kept elsewhere, it proves later that nothing before has changed.',
    'Exit status: 0 every trail is as it was written; 8 one is not.',
  ],
  async run(args, program) {
    const { positionals: given } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
    const [verb, id, ...more] = given
    if (verb !== 'verify' || more.length > 0)
      throw new UsageError('audit takes verify, and the ID of a document if only one is meant.')
    const document = id === undefined ? undefined : documentId(id)
    await using database = await program.openDatabase(program.configure())
    let [trails, events, broken] = [0, 0, 0]
    for await (const verdict of verifyTrails(database.db, document)) {
      trails++
      events += verdict.events
      if (verdict.findings.length > 0) broken++
      if (verdict.findings.length > 0 || document) await program.output.print(told(verdict))
    }
    if (document && trails === 0) throw noDocument(document)
    await program.output.print(
      `${trails} trails with ${events} events: ${broken === 0 ? 'all intact' : `${broken} BROKEN`}\n`,
    )
    return broken === 0 ? EXIT.ok : EXIT.findings
  },
}

function told({ document, events, headHash, findings }: TrailVerdict): string {
  if (findings.length === 0) return `${document}  intact, ${events} events, head ${headHash}\n`
  const where = (sequence: number | null) => (sequence === null ? 'the trail' : `event ${sequence}`)
  return findings
    .map(({ sequence, detail }) => `${document}  BROKEN at ${where(sequence)}: ${detail}\n`)
    .join('')
}
