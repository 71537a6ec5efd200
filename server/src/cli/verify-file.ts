import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { sha256Hex } from '@ledger-lift/extraction/canonical'
import { publicKeysAt } from '../audit/pem-file.ts'
import { keyIdOf, type Keyring } from '../audit/signing.ts'
import { verifyCertificate } from '../evidence/certificate.ts'
import { verifyBundle, type EvidenceVerdict } from '../evidence/verify-bundle.ts'
import { UsageError } from './command.ts'
import { EXIT, type ExitStatus } from './exit.ts'
import type { Program } from './program.ts'

/** Whose signatures count, as given on the command line. */
export interface Believed {
  /** Ids. */
  readonly key?: readonly string[] | undefined
  /** Where public keys are. */
  readonly keys?: string | undefined
}

/** An evidence bundle or a deletion certificate: needs the file alone. */
export async function verifyFile(
  { directory, output }: Pick<Program, 'directory' | 'output'>,
  file: string,
  options: Believed & { readonly source?: string | undefined },
): Promise<ExitStatus> {
  const bytes = readFileSync(file)
  const { source } = options
  const sourceSha256 = source && sha256Hex(readFileSync(resolve(directory, source)))
  const verify = /\.json$/i.test(file) ? verifyCertificate : verifyBundle
  const keyIds = believedKeys(directory, options)
  const verdict = verify(bytes, { keyIds, sourceSha256: sourceSha256 || undefined })
  await output.print(toldEvidence(verdict, keyIds))
  return verdict.findings.length === 0 ? EXIT.ok : EXIT.findings
}

/** Undefined: whichever signed, and the reader asks. */
function believedKeys(directory: string, { key, keys }: Believed): readonly string[] | undefined {
  return keys === undefined ? key : [...readKeys(directory, keys).keys(), ...(key ?? [])]
}

/** Public keys by their ids, of a file or a folder. */
export function readKeys(directory: string, path: string): Keyring['trusted'] {
  const found = publicKeysAt({ file: resolve(directory, path), setting: '--keys' })
  if (found.length === 0) throw new UsageError(`--keys: there is no public key in PEM form at ${path}.`)
  return new Map(found.map((key) => [keyIdOf(key), key]))
}

function toldEvidence(verdict: EvidenceVerdict, believed: readonly string[] | undefined): string {
  const { document, events, keyId, vouchedFor, anchoredAt, findings } = verdict
  if (findings.length > 0) return findings.map((finding) => `BROKEN: ${finding}\n`).join('')
  const ask = believed === undefined ? '; ask the firm whether that is its key' : ''
  const vouched = vouchedFor.map((id) => `${id} is an earlier key that it vouches for\n`).join('')
  return `${document}  intact, ${events} events, under a checkpoint of ${anchoredAt}\nsigned by the key ${keyId}${ask}\n${vouched}`
}
