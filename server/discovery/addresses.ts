import { addressesOf, type Interfaces, networksOf } from './interfaces.ts'

/** An address of the hub, and what it is good for. */
export interface HubAddress {
  readonly url: string
  readonly kind: 'public' | 'lan' | 'this-computer'
  /** Whether a phone on the same network can reach it. */
  readonly usable: boolean
  /** Over HTTPS with the hub's own certificate: only for apps that can be told its fingerprint. */
  readonly pinned: boolean
}

/** Something that the hub listens on; the address may be 0.0.0.0 or ::, for all. */
export interface Endpoint {
  readonly address: string
  readonly port: number
  readonly secure: boolean
}

export interface Listening {
  /** What is listened on now, the main one first. */
  readonly endpoints: readonly Endpoint[]
  readonly publicUrls: readonly string[]
  /** The name that is announced on the network, if it is. */
  readonly localName?: string | undefined
  /** The one interface that the owner has chosen. */
  readonly chosen?: string | undefined
}

export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || address.startsWith('127.')

export const isEverywhere = (address: string): boolean => address === '0.0.0.0' || address === '::'

/** The address by which this machine reaches what listens there. */
export function urlHere(address: string, port: number): string {
  const own = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address
  return `http://${hostOf(own)}:${port}`
}

/** The addresses by which the hub is reached, the best for a phone first. */
export function hubAddresses(listening: Listening, interfaces: Interfaces): HubAddress[] {
  const { endpoints, publicUrls, localName } = listening
  const found: HubAddress[] = []
  for (const url of publicUrls) found.push({ url, kind: 'public', usable: true, pinned: false })
  for (const secure of [false, true]) {
    const scheme = secure ? 'https' : 'http'
    const lan = endpoints
      .filter((one) => one.secure === secure)
      .flatMap((one) => reachable(one, interfaces, listening.chosen))
      .sort((a, b) => Number(a.address.includes(':')) - Number(b.address.includes(':')))
    // A name lasts when addresses change, but not every phone can look it up.
    const named = localName && lan[0] ? [...lan, { address: localName, port: lan[0].port }] : lan
    for (const { address, port } of named) {
      const url = `${scheme}://${hostOf(address)}:${port}`
      found.push({ url, kind: 'lan', usable: true, pinned: secure })
    }
  }
  const here = endpoints.find(({ address }) => isLoopback(address) || isEverywhere(address))
  if (here) {
    const url = `http://localhost:${here.port}`
    found.push({ url, kind: 'this-computer', usable: false, pinned: false })
  }
  return found
}

/** An address as it stands in a URL. */
export const hostOf = (address: string): string =>
  address.includes(':') ? `[${address}]` : address

function reachable({ address, port }: Endpoint, interfaces: Interfaces, chosen?: string) {
  if (isLoopback(address)) return []
  if (!isEverywhere(address)) return [{ address, port }]
  const networks = networksOf(interfaces).filter(({ name, kind }) =>
    chosen ? name === chosen : kind === 'lan',
  )
  return addressesOf(networks)
    .filter((one) => address === '::' || !one.includes(':')) // A socket on 0.0.0.0 takes IPv4 alone.
    .map((one) => ({ address: one, port }))
}
