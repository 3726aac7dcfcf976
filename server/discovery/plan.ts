import { type Endpoint, isEverywhere, isLoopback } from './addresses.ts'
import {
  addressesOf,
  fittingNetworks,
  type Interfaces,
  type Network,
  networksOf,
} from './interfaces.ts'
import type { Link } from './mdns-socket.ts'

export interface LanWish {
  /** Where the hub listens anyway, by its configuration. */
  readonly main: Endpoint
  readonly httpsPort: number
  /** The one interface that the owner has chosen. */
  readonly chosen: string | undefined
}

export interface LanPlan {
  /** What to listen on besides. */
  readonly endpoints: readonly Endpoint[]
  /** Where to announce it. */
  readonly links: readonly Link[]
  /** The names of the interfaces by which devices get in. */
  readonly networks: readonly string[]
}

/**
 * How devices on the network get to the hub. Where the configuration names loopback, every address
 * of the networks gets listeners of its own, so that no other network comes in; where it names more
 * than that, only HTTPS is missing.
 */
export function planLan({ main, httpsPort, chosen }: LanWish, interfaces: Interfaces): LanPlan {
  const https = (address: string): Endpoint => ({ address, port: httpsPort, secure: true })
  if (isLoopback(main.address)) {
    const networks = fittingNetworks(interfaces, chosen)
    const addresses = addressesOf(networks)
    return {
      endpoints: [
        ...addresses.map((address) => ({ address, port: main.port, secure: false })),
        ...addresses.map(https),
      ],
      links: linksOf(networks, () => true),
      networks: namesOf(networks),
    }
  }
  if (isEverywhere(main.address)) {
    // A socket on 0.0.0.0 takes IPv4 alone.
    const listens = (address: string) => main.address === '::' || !address.includes(':')
    const networks = fittingNetworks(interfaces, chosen)
    const links = linksOf(networks, listens)
    return { endpoints: [https(main.address)], links, networks: namesOf(networks) }
  }
  const isThere = (address: string) => address === main.address
  const networks = networksOf(interfaces).filter((one) => addressesOf([one]).some(isThere))
  const links = linksOf(networks, isThere)
  return { endpoints: [https(main.address)], links, networks: namesOf(networks) }
}

const namesOf = (networks: readonly Network[]) => networks.map(({ name }) => name)

/** The networks on which the hub listens on something, and that have IPv4, which mDNS goes over. */
function linksOf(networks: readonly Network[], listens: (address: string) => boolean): Link[] {
  return networks.flatMap((network): Link[] => {
    const addresses = addressesOf([network]).filter(listens)
    const [first] = network.addresses.filter(({ family }) => family === 'IPv4')
    if (!first || addresses.length === 0) return []
    const { address, cidr } = first
    return [{ name: network.name, address, cidr: cidr ?? `${address}/32`, addresses }]
  })
}
