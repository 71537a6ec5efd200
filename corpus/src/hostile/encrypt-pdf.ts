import { createCipheriv, createHash } from 'node:crypto'

export type PdfCipher = 'RC4-40' | 'RC4-128' | 'AES-128' | 'AES-256'

export interface PdfPasswords {
  readonly user: string
  readonly owner: string
}

/** Writes the file with these entries in its trailer, each stream's data through `encrypt`. */
export type WriteEncrypted = (
  trailer: string,
  encrypt: (objectNumber: number, data: Buffer) => Buffer,
) => Buffer

/** A document encrypted as ISO 32000-2, 7.6 has it, with fixed salts, so that it is the same each time. */
export function encryptPdf(write: WriteEncrypted, cipher: PdfCipher, passwords: PdfPasswords): Buffer {
  return cipher === 'AES-256' ? revision6(write, passwords) : revision2to4(write, cipher, passwords)
}

const PADDING = Buffer.from('28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A', 'hex')
const ID = Buffer.alloc(16, 7)
const PERMISSIONS = -4

function revision2to4(
  write: WriteEncrypted,
  cipher: Exclude<PdfCipher, 'AES-256'>,
  { user, owner }: PdfPasswords,
) {
  const [version, revision, length] = (
    { 'RC4-40': [1, 2, 5], 'RC4-128': [2, 3, 16], 'AES-128': [4, 4, 16] } as const
  )[cipher]
  const O = ownerEntry(user, owner, revision, length)
  const permissions = Buffer.alloc(4)
  permissions.writeInt32LE(PERMISSIONS)
  let key = md5(padded(user), O, permissions, ID).subarray(0, length)
  if (revision > 2) for (let i = 0; i < 50; i++) key = md5(key).subarray(0, length)
  const U = userEntry(key, revision)
  const filters =
    cipher === 'AES-128'
      ? '/CF << /StdCF << /CFM /AESV2 /AuthEvent /DocOpen /Length 16 >> >> /StmF /StdCF /StrF /StdCF'
      : ''
  const entries = `/Filter /Standard /V ${version} /R ${revision} /Length ${length * 8} /P ${PERMISSIONS}
/O <${O.toString('hex')}> /U <${U.toString('hex')}> ${filters}`
  return write(trailerOf(entries), (number, data) => {
    const salt = Buffer.from([number & 255, (number >> 8) & 255, (number >> 16) & 255, 0, 0])
    const suffix = cipher === 'AES-128' ? Buffer.from('sAlT') : Buffer.alloc(0)
    const own = md5(key, salt, suffix).subarray(0, Math.min(16, length + 5))
    return cipher === 'AES-128' ? aesCbc('aes-128-cbc', own, data) : rc4(own, data)
  })
}

const trailerOf = (entries: string): string =>
  `/Encrypt << ${entries} >> /ID [<${ID.toString('hex')}> <${ID.toString('hex')}>]`

const padded = (password: string): Buffer =>
  Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32)

function ownerEntry(user: string, owner: string, revision: number, length: number): Buffer {
  let key = md5(padded(owner))
  if (revision > 2) for (let i = 0; i < 50; i++) key = md5(key)
  key = key.subarray(0, length)
  let entry = rc4(key, padded(user))
  if (revision > 2)
    for (let i = 1; i < 20; i++)
      entry = rc4(
        key.map((byte) => byte ^ i),
        entry,
      )
  return entry
}

function userEntry(key: Buffer, revision: number): Buffer {
  if (revision === 2) return rc4(key, PADDING)
  let entry = rc4(key, md5(PADDING, ID))
  for (let i = 1; i < 20; i++)
    entry = rc4(
      key.map((byte) => byte ^ i),
      entry,
    )
  return Buffer.concat([entry, Buffer.alloc(16)])
}

function revision6(write: WriteEncrypted, { user, owner }: PdfPasswords): Buffer {
  const fileKey = createHash('sha256').update('a key that is always the same').digest()
  const salt = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, 8)
  const entry = (password: string, who: string, more: Buffer): [Buffer, Buffer] => {
    const secret = Buffer.from(password, 'utf8').subarray(0, 127)
    const [validation, forKey] = [salt(`${who} validation`), salt(`${who} key`)]
    const value = Buffer.concat([hardenedHash(secret, validation, more), validation, forKey])
    const wrapped = aesNoPadding(hardenedHash(secret, forKey, more), fileKey)
    return [value, wrapped]
  }
  const [U, UE] = entry(user, 'user', Buffer.alloc(0))
  const [O, OE] = entry(owner, 'owner', U)
  const hex = (bytes: Buffer): string => `<${bytes.toString('hex')}>`
  const entries = `/Filter /Standard /V 5 /R 6 /Length 256 /P ${PERMISSIONS} /U ${hex(U)} /UE ${hex(UE)}
/O ${hex(O)} /OE ${hex(OE)} /Perms ${hex(permissionsEntry(fileKey))} /EncryptMetadata true
/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF`
  return write(trailerOf(entries), (_, data) => aesCbc('aes-256-cbc', fileKey, data))
}

/** ISO 32000-2, algorithm 2.B. */
function hardenedHash(password: Buffer, salt: Buffer, more: Buffer): Buffer {
  let key = createHash('sha256')
    .update(Buffer.concat([password, salt, more]))
    .digest()
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const block = Buffer.concat([password, key, more])
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(
      false,
    )
    const encrypted = cipher.update(Buffer.concat(Array.from({ length: 64 }, () => block)))
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3
    key = createHash(['sha256', 'sha384', 'sha512'][remainder] ?? 'sha256')
      .update(encrypted)
      .digest()
    last = encrypted.at(-1) ?? 0
  }
  return key.subarray(0, 32)
}

function permissionsEntry(fileKey: Buffer): Buffer {
  const plain = Buffer.alloc(16, 0xff)
  plain.writeInt32LE(PERMISSIONS, 0)
  plain.write('Tadb', 8, 'latin1')
  return createCipheriv('aes-256-ecb', fileKey, null).setAutoPadding(false).update(plain)
}

function aesCbc(name: 'aes-128-cbc' | 'aes-256-cbc', key: Buffer, data: Buffer): Buffer {
  const start = Buffer.alloc(16, 3)
  const cipher = createCipheriv(name, key, start)
  return Buffer.concat([start, cipher.update(data), cipher.final()])
}

const aesNoPadding = (key: Buffer, data: Buffer): Buffer =>
  createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(data)

function md5(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** OpenSSL 3 keeps it in its legacy provider, which Node does not load. */
function rc4(key: Uint8Array, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i)
  const swap = (i: number, j: number): void => {
    const kept = state[i] ?? 0
    state[i] = state[j] ?? 0
    state[j] = kept
  }
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255
    swap(i, j)
  }
  let [i, j] = [0, 0]
  return Buffer.from(data).map((byte) => {
    i = (i + 1) & 255
    j = (j + (state[i] ?? 0)) & 255
    swap(i, j)
    return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0)
  }) as Buffer
}
