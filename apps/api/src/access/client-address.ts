/** Who a client is by its address, and whose word about that is taken. */
import { isIP, isIPv4, isIPv6 } from 'node:net'
import { StartupError } from '../startup-error.ts'

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i
const IPV6_GROUPS = 8
const NETWORK_GROUPS = 4

/**
 * The part of an address that one client has for itself: all of an IPv4 address, the first 64 bits
 * of an IPv6 address, of which a client may choose the rest (RFC 4291 §2.5.1).
 */
export function clientNetwork(address: string): string {
  const mapped = IPV4_IN_IPV6.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [plain = ''] = address.split('%', 1)
  return isIPv6(plain) ? `${ipv6Groups(plain).slice(0, NETWORK_GROUPS).join(':')}::/64` : address
}

function ipv6Groups(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = Math.max(0, IPV6_GROUPS - before.length - after.length)
  const zeros = tail === undefined ? [] : Array.from({ length: missing }, () => '0')
  return [...before, ...zeros, ...after].map((group) => group.replace(/^0+(?=.)/, ''))
}

/** Networks, comma-separated, or what tells so of an address and its distance from here. */
export type TrustedProxies = string | ((address: string, hop: number) => boolean)

/**
 * Fastify's `trustProxy` for `CSTORE_TRUST_PROXY`: a number of proxies, or networks.
 * @throws StartupError naming a network that is none
 */
export function trustedProxies(text: string): TrustedProxies {
  if (/^\d$/.test(text)) return (_address, hop) => hop < Number(text)
  const networks = text.split(',').map((network) => network.trim())
  const wrong = networks.find((network) => !isNetwork(network))
  if (wrong === undefined) return networks.join(',')
  throw new StartupError(
    `Expected CSTORE_TRUST_PROXY to hold networks like 10.0.0.0/8, got "${wrong}".`,
    undefined,
  )
}

function isNetwork(text: string): boolean {
  const [address = '', bits] = text.split('/')
  if (isIP(address) === 0) return false
  return bits === undefined || Number(bits) <= (isIPv4(address) ? 32 : 128)
}
