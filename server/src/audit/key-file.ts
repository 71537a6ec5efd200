import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../errors.ts'
import { writeSecretFile } from './secret-file.ts'
import { keyIdOf, pemOf, signingKey, type Keyring, type SigningKey } from './signing.ts'

/** Beside the key file: the public half of every key that ever signed, one a file. */
const folderOf = (file: string) => join(dirname(file), 'public-keys')

/** Reads the key at `file` and the public keys beside it; `make`: makes one where there is none. */
export function openKeyring(file: string, { make }: { readonly make: boolean }): Keyring {
  if (make && !existsSync(file)) makeKey(file)
  const signing = readKey(file)
  return { signing, trusted: new Map([...publicKeysIn(folderOf(file)), [signing.id, signing.publicKey]]) }
}

/** A new key takes the place of the old one, whose public half stays beside it: what it signed is believed on. */
export function rotateKey(file: string): { readonly from: string; readonly to: string } {
  const old = readKey(file)
  keepPublic(file, old)
  renameSync(file, `${file}.${old.id}.retired`)
  return { from: old.id, to: makeKey(file).id }
}

function makeKey(file: string): SigningKey {
  const key = signingKey(generateKeyPairSync('ed25519').privateKey)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  // Two programs that start at once: the first one's key is it.
  if (!writeSecretFile(file, pem)) return readKey(file)
  keepPublic(file, key)
  return key
}

function keepPublic(file: string, key: SigningKey): void {
  mkdirSync(folderOf(file), { recursive: true })
  writeSecretFile(join(folderOf(file), `${key.id}.pem`), pemOf(key.publicKey))
}

function readKey(file: string): SigningKey {
  const key = parsed(file, createPrivateKey)
  if (key.asymmetricKeyType !== 'ed25519') throw wrong(file, 'is no Ed25519 key')
  return signingKey(key)
}

function publicKeysIn(folder: string): [string, KeyObject][] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.pem'))
    .map((name) => parsed(join(folder, name), createPublicKey))
    .map((key) => [keyIdOf(key), key])
}

function parsed(file: string, parse: (pem: string) => KeyObject): KeyObject {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw wrong(file, 'cannot be read as a key in PEM form', error)
  }
}

const wrong = (file: string, what: string, cause?: unknown) =>
  new AppError(
    'config.invalid',
    `AUDIT_KEY_FILE: ${JSON.stringify(file)} ${what}; \`openssl genpkey -algorithm ed25519\` makes one.`,
    { cause },
  )
