import { isIPv6 } from 'node:net'

/**
 * The name under which requests of one place are counted: an IPv4 address, or the /64 of an IPv6
 * address, since one machine has all of those to itself. An address that came in a forwarded
 * header may be written in any way, or be none at all; that one counts as it is.
 */
export function placeOf(address: string): string {
  if (!isIPv6(address)) return address
  const groups = groupsOf(address)
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff'
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join('.')
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** An IPv6 network of each size that one customer of a provider is given, the smallest first. */
const sizes = [64, 56, 48]

/**
 * The place of an address, and the larger networks that may all belong to the same machine: a
 * customer is given up to 65,536 places. Of IPv4 there is the address alone.
 */
export function networksOf(address: string): readonly string[] {
  const place = placeOf(address)
  if (!place.endsWith('::/64')) return [place]
  const groups = place.split(':').slice(0, 4)
  const bits = groups
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('')
  return sizes.map((size) => (size === 64 ? place : `${bits.slice(0, size)}/${size}`))
}

/** The eight groups of an IPv6 address, in lower case and without leading zeros. */
export function groupsOf(address: string): string[] {
  // A URL writes every address in the one short way.
  const short = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1)
  const [head = [], tail = []] = short.split('::').map((half) => half.split(':').filter(Boolean))
  const gap = new Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...gap, ...tail]
}

function bytesOf(group: string): number[] {
  const value = Number.parseInt(group, 16)
  return [value >> 8, value & 0xff]
}
