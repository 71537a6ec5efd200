import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate that signs itself for an address, valid from yesterday for two days, and its key; both PEM. For tests of TLS. */
export function selfSigned(address: string): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(address)))))
  const algorithm = der(0x30, ECDSA_WITH_SHA256)
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))), // version 3
    der(0x02, Buffer.of(1)), // serial number
    algorithm,
    name,
    der(0x30, time(-1), time(1)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      der(
        0x30,
        extension(BASIC_CONSTRAINTS, der(0x01, Buffer.of(0xff))),
        extension(ALTERNATIVE_NAME, ip(address)),
      ),
    ),
  )
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey))
  const base64 = der(0x30, body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** Object identifiers, encoded (RFC 5280, RFC 5758). */
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex')
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex')
const ALTERNATIVE_NAME = Buffer.from('0603551d11', 'hex')

const extension = (id: Buffer, value: Buffer) => der(0x30, id, der(0x04, der(0x30, value)))
const ip = (address: string) => der(0x87, Buffer.from(address.split('.').map(Number)))

function time(days: number): Buffer {
  const at = new Date(Date.now() + days * 86_400_000).toISOString()
  return der(0x18, Buffer.from(`${at.slice(0, 19).replace(/\D/g, '')}Z`))
}

/** Tag, length, content (X.690). */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const value = Buffer.concat(content)
  const { length } = value
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}
