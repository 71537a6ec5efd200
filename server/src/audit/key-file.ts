import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isPublic, keyFrom, pemBlocks, publicKeysAt, wrongFile } from './pem-file.ts'
import { linkIfAbsent, replaceSecretFile, writeSecretFile } from './secret-file.ts'
import { keyIdOf, pemOf, signingKey, type Keyring, type SigningKey } from './signing.ts'

const SETTING = 'AUDIT_KEY_FILE'

/** Beside the key file: the public half of every key that ever signed, one a file. */
const folderOf = (file: string) => join(dirname(file), 'public-keys')

/**
 * Reads the key at `file` with the public keys that follow in it and those in the folder beside it; `make`: makes one
 * where there is none.
 */
export function openKeyring(file: string, { make }: { readonly make: boolean }): Keyring {
  if (make && !existsSync(file)) makeKey(file)
  const { signing, earlier } = readKeyFile(file)
  const known = [...publicKeysAt({ file: folderOf(file), setting: SETTING }), ...earlier, signing.publicKey]
  return { signing, trusted: new Map(known.map((key) => [keyIdOf(key), key])) }
}

/**
 * A new key takes the place of the old one, at once: there is no moment without a key. The public halves of those before
 * it follow in the file, so that what they signed is believed on.
 */
export function rotateKey(file: string): { readonly from: string; readonly to: string } {
  const { signing: old, trusted } = openKeyring(file, { make: false })
  keepPublic(file, old)
  linkIfAbsent(file, `${file}.${old.id}.retired`)
  const key = newKey()
  replaceSecretFile(file, privatePem(key) + [...trusted.values()].map(pemOf).join(''))
  keepPublic(file, key)
  return { from: old.id, to: key.id }
}

function makeKey(file: string): void {
  const key = newKey()
  // Two programs that start at once: the first one's key is it.
  if (writeSecretFile(file, privatePem(key))) keepPublic(file, key)
}

const newKey = () => signingKey(generateKeyPairSync('ed25519').privateKey)

const privatePem = ({ privateKey }: SigningKey) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const keepPublic = (file: string, key: SigningKey) =>
  writeSecretFile(join(folderOf(file), `${key.id}.pem`), pemOf(key.publicKey))

function readKeyFile(file: string): { readonly signing: SigningKey; readonly earlier: readonly KeyObject[] } {
  const named = { file, setting: SETTING }
  const blocks = pemBlocks(named)
  const [first, ...more] = blocks.filter((pem) => !isPublic(pem))
  if (more.length > 0) throw wrongFile(named, 'has more than one private key')
  const key = keyFrom(named, createPrivateKey, first ?? '')
  if (key.asymmetricKeyType !== 'ed25519') throw wrongFile(named, 'is no Ed25519 key')
  const earlier = blocks.filter(isPublic).map((pem) => keyFrom(named, createPublicKey, pem))
  return { signing: signingKey(key), earlier }
}
