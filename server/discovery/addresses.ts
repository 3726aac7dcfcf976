import type { NetworkInterfaceInfo } from 'node:os'

/** An address of the hub, and what it is good for. */
export interface HubAddress {
  readonly url: string
  readonly kind: 'public' | 'lan' | 'this-computer'
  /** Whether a phone on the same network can reach it. */
  readonly usable: boolean
}

export interface Listening {
  /** The address that the hub is bound to, such as 0.0.0.0, and its port. */
  readonly host: string
  readonly port: number
  readonly publicUrl: string | undefined
}

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** Bridges of containers and virtual machines, and tunnels: a phone in the house is on none of them. */
const notTheHome = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|tun|tap|wg|utun|zt|tailscale|lxc|podman)/

/** The addresses by which the hub is reached, the best for a phone first. */
export function hubAddresses(listening: Listening, interfaces: Interfaces): HubAddress[] {
  const { host, port, publicUrl } = listening
  const found: HubAddress[] = []
  if (publicUrl) found.push({ url: publicUrl, kind: 'public', usable: true })
  for (const address of lanAddresses(host, interfaces)) {
    const name = address.includes(':') ? `[${address}]` : address
    found.push({ url: `http://${name}:${port}`, kind: 'lan', usable: true })
  }
  const local = { url: `http://localhost:${port}`, kind: 'this-computer', usable: false } as const
  return [...found, local]
}

/** IPv4 first: it is what people can read and type. Link-local addresses need an interface name. */
function lanAddresses(host: string, interfaces: Interfaces): string[] {
  const everywhere = host === '0.0.0.0' || host === '::'
  const all = Object.entries(interfaces)
    .filter(([name]) => !notTheHome.test(name))
    .flatMap(([, infos]) => infos ?? [])
    .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
  const bound = everywhere ? all : all.filter(({ address }) => address === host)
  // A socket on 0.0.0.0 takes IPv4 alone.
  const usable = host === '0.0.0.0' ? bound.filter(({ family }) => family === 'IPv4') : bound
  return usable
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address)
}
