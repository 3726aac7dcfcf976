import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { IANAZone } from 'luxon'
import { list, type Reader } from '../lib/config-values.ts'
import { privateNetworks } from '../lib/peers.ts'

/** Readers of options that name a place: on the disk, in a network, in the world. */

export const folder: Reader<string> = (value) => resolve(value)

/** An address or name to listen on. */
export const host: Reader<string> = (value) => {
  const name = value.replace(/^\[(.*)\]$/, '$1')
  if (isIP(name) === 0 && !/^[a-z\d]([\w.-]*[a-z\d])?$/i.test(name)) {
    throw new Error('must be an address or a name alone, such as 127.0.0.1 or 0.0.0.0')
  }
  // For `localhost` Fastify would open a second server, which lacks what is set up on the first.
  return name.toLowerCase() === 'localhost' ? '127.0.0.1' : name
}

/** First parts of paths that are the hub's own: under them it could not tell what a proxy left on. */
const ownPaths = ['api', 'assets', 'callback', 'connect', 'docs', 'health', 'metrics', 'sign-in']

/** Where the hub is reached: one place, by one or more names. */
export const webAddresses: Reader<readonly string[]> = (value) => {
  if (value === '') return []
  const urls = list(value).map(webAddress)
  const paths = new Set(urls.map((url) => new URL(url).pathname.replace(/\/$/, '')))
  const [path = ''] = paths
  if (paths.size > 1) throw new Error('must have the same path in every address')
  if (!/^(?:\/[\w.~-]+)*$/.test(path) || ownPaths.includes(path.split('/')[1] ?? '')) {
    throw new Error(
      `must have a path of letters, digits, dots and - between slashes, and not one of the hub's own: ${ownPaths.join(', ')}`,
    )
  }
  return urls
}

const webAddress: Reader<string> = (value) => {
  const url = URL.parse(value)
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error('must be a web address that begins with http:// or https://')
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Error('must be an address alone, without a user, a query or a #')
  }
  // Doubled slashes are slips of the pen: neither browsers nor proxies agree on what they mean.
  return url.origin + url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '')
}

export const timeZone: Reader<string> = (value) => {
  if (value !== 'system' && !IANAZone.isValidZone(value)) {
    throw new Error('must be the name of a time zone, such as Europe/Berlin, or system')
  }
  return value
}

/** Addresses and networks such as `10.0.0.1, 172.16.0.0/12`. */
export const networks: Reader<readonly string[]> = (value) => {
  const wrong = value.split(',').filter((one) => !isNetwork(one.trim()))
  if (wrong.length === 0) return list(value)
  throw new Error(
    `must be addresses or networks with commas between them, such as 10.0.0.1, 172.16.0.0/12 ` +
      `or ${Object.keys(privateNetworks).join(', ')}; "${wrong.join(',').trim()}" is none`,
  )
}

function isNetwork(text: string): boolean {
  if (Object.hasOwn(privateNetworks, text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 4: 32, 6: 128 }[isIP(address)]
  if (!most || address.includes('%') || rest.length > 0) return false
  // A network of no bits would be everybody.
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most)
}
