import { failsWith, type HostileFile, isRead } from './hostile-file.ts'
import { encryptPdf } from './encrypt-pdf.ts'
import { addPage, RawPdf, TEXT } from './raw-pdf.ts'

const PASSWORDS = { user: 'öffne dich', owner: 'Ünser Schlüssel' }

/** Files that open only with a password, or say so. */
export const ENCRYPTED_FILES: readonly HostileFile[] = [
  {
    name: 'encrypted, no password given',
    filename: 'locked.pdf',
    ends: failsWith('document.password_required'),
    bytes: () => encryptPdf(plain, 'AES-256', PASSWORDS),
  },
  {
    name: 'encrypted, wrong password',
    filename: 'wrong.pdf',
    password: 'open sesame',
    ends: failsWith('document.password_wrong'),
    bytes: () => encryptPdf(plain, 'AES-256', PASSWORDS),
  },
  {
    name: 'encrypted in a way that nobody knows',
    filename: 'unknown-encryption.pdf',
    ends: failsWith('document.damaged'),
    bytes: () => plain('/Encrypt << /Filter /Nobody /V 9 /R 9 >> /ID [<00> <00>]'),
  },
  ...(['RC4-40', 'RC4-128', 'AES-128', 'AES-256'] as const).flatMap((cipher) => [
    {
      name: `${cipher}, user password`,
      filename: `${cipher}.pdf`,
      password: cipher === 'AES-256' ? PASSWORDS.user : 'user',
      ends: isRead(1),
      bytes: () => encryptPdf(plain, cipher, cipher === 'AES-256' ? PASSWORDS : ASCII),
    },
    {
      name: `${cipher}, owner password`,
      filename: `${cipher}-owner.pdf`,
      password: cipher === 'AES-256' ? PASSWORDS.owner : 'owner',
      ends: isRead(1),
      bytes: () => encryptPdf(plain, cipher, cipher === 'AES-256' ? PASSWORDS : ASCII),
    },
  ]),
]

const ASCII = { user: 'user', owner: 'owner' }

function plain(trailer = '', encrypt: (number: number, data: Buffer) => Buffer = (_, data) => data): Buffer {
  const pdf = new RawPdf()
  const number = pdf.reserve()
  const data = encrypt(number, Buffer.from(TEXT))
  pdf.put(
    number,
    Buffer.concat([Buffer.from(`<< /Length ${data.length} >>\nstream\n`), data, Buffer.from('\nendstream')]),
  )
  return pdf.finish([addPage(pdf, number)], { trailer })
}
