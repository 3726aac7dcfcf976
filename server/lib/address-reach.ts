import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { groupsOf } from './rate-limit-key.ts'

/**
 * What an address leads to: the internet; a private network or this very machine; or what a request
 * made for somebody else must never reach, such as the metadata of a cloud.
 */
export type Reach = 'public' | 'private' | 'never'

const listOf = (family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

const private4 = listOf('ipv4', [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '100.64.0.0/10'],
])
/** Link-local (metadata of most clouds), unspecified, multicast, reserved, for documentation. */
const never4 = listOf('ipv4', [
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // Metadata of clouds at addresses of other kinds: Alibaba, Azure.
  ...['100.100.100.200/32', '168.63.129.16/32'],
])
const private6 = listOf('ipv6', ['fc00::/7', '::1/128'])
/** Within what may be public: for protocols (Teredo among them), documentation, 6to4. */
const never6 = listOf('ipv6', [
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
  // Metadata of AWS, in the private range.
  'fd00:ec2::254/128',
])
const global6 = listOf('ipv6', ['2000::/3'])

/** Where an IP address leads, in whatever way it is written; `never` for what is none. */
export function reachOf(address: string): Reach {
  if (isIPv4(address)) return reachOf4(address)
  // An address with a zone is one of the link.
  if (!isIPv6(address) || address.includes('%')) return 'never'
  const inside = embedded4(address)
  if (inside) return reachOf4(inside)
  if (never6.check(address, 'ipv6')) return 'never'
  if (private6.check(address, 'ipv6')) return 'private'
  return global6.check(address, 'ipv6') ? 'public' : 'never'
}

function reachOf4(address: string): Reach {
  if (never4.check(address, 'ipv4')) return 'never'
  return private4.check(address, 'ipv4') ? 'private' : 'public'
}

/** The IPv4 address that an IPv6 address stands for: mapped (::ffff:), or behind NAT64 (64:ff9b::). */
function embedded4(address: string): string | undefined {
  const groups = groupsOf(address)
  const prefix = groups.slice(0, 6).join(':')
  if (prefix !== '0:0:0:0:0:ffff' && prefix !== '64:ff9b:0:0:0:0') return undefined
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 0xff])
    .join('.')
}
