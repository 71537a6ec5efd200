import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { AppError } from '../errors.ts'

export interface AddressRules {
  /** Private networks that may be reached all the same: `10.0.0.0/8`. */
  readonly networks: readonly string[]
  /** Without TLS, too. */
  readonly http: boolean
}

export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>

export const systemResolve: Resolve = (host) => lookup(host, { all: true })

/** Unicast to the library, and not of the internet: site-local, IPv4-compatible, local NAT64 (RFC 3879, 4291, 8215). */
const MORE_PRIVATE = ['fec0::/10', '::/96', '64:ff9b:1::/48'].map((one) => ipaddr.parseCIDR(one))

/**
 * Where a webhook may be sent: every address that the name has now, checked; the connection is made to these and no
 * other, so that a name that changes its mind (DNS rebinding) changes nothing. Throws webhook.url_refused.
 */
export async function checkedAddresses(
  url: URL,
  rules: AddressRules,
  resolve: Resolve,
): Promise<readonly ResolvedAddress[]> {
  assertForm(url, rules)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const addresses = family > 0 ? [{ address: host, family }] : await resolved(host, resolve)
  const refused = addresses.find(({ address }) => !isAllowed(address, rules.networks))
  if (addresses.length === 0 || refused !== undefined)
    throw new AppError(
      'webhook.url_refused',
      'The host is, or has an address, within a private network; WEBHOOK_NETWORKS says which of them may be reached.',
    )
  return addresses
}

/** What can be said without asking a name server. */
function assertForm(url: URL, { http }: AddressRules): void {
  const scheme = url.protocol === 'https:' || (http && url.protocol === 'http:')
  if (!scheme) throw refused('It must begin with https://; WEBHOOK_HTTP=true allows http://, too.')
  if (url.username !== '' || url.password !== '') throw refused('It must not hold a user name or a password.')
}

const refused = (detail: string, cause?: unknown) => new AppError('webhook.url_refused', detail, { cause })

const resolved = (host: string, resolve: Resolve) =>
  resolve(host).catch((cause: unknown) => {
    throw refused('Its host has no address.', cause)
  })

export function isAllowed(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  // An IPv4 address in IPv6 clothes is judged as the IPv4 address that it is.
  const parsed = ipaddr.process(address)
  if (networks.some((network) => within(parsed, cidr(network)))) return true
  return parsed.range() === 'unicast' && !MORE_PRIVATE.some((network) => within(parsed, network))
}

type Parsed = ipaddr.IPv4 | ipaddr.IPv6

const within = (address: Parsed, [network, bits]: [Parsed, number]): boolean =>
  address.kind() === network.kind() &&
  address.match([network, bits] as [ipaddr.IPv4, number] & [ipaddr.IPv6, number])

const cidr = (network: string): [Parsed, number] =>
  network.includes('/')
    ? ipaddr.parseCIDR(network)
    : ipaddr.parseCIDR(`${network}/${isIP(network) === 4 ? 32 : 128}`)
