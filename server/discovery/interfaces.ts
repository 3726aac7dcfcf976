import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

/** An address of an interface; `bridged` where it leads from a container to its host alone. */
export type InterfaceInfo = NetworkInterfaceInfo & { readonly bridged?: boolean }

/** What `os.networkInterfaces()` answers, by name. */
export type Interfaces = Readonly<Record<string, readonly InterfaceInfo[] | undefined>>

/** Where an interface leads: to the home, into a tunnel, to containers and virtual machines. */
export type InterfaceKind = 'lan' | 'vpn' | 'container' | 'none'

/** An interface with the addresses on it that others can use. */
export interface Network {
  readonly name: string
  readonly kind: InterfaceKind
  /** Whether it leads from a container to its host alone. */
  readonly bridged?: true
  readonly addresses: readonly NetworkInterfaceInfo[]
}

const containers =
  /^(docker|br-|veth(?!ernet)|vethernet|virbr|vmnet|vmware|vboxnet|virtualbox|cni|flannel|cali|lxc|lxd|podman|bridge\d{2})/i
const tunnels =
  /^(tun|tap|wg|utun|zt|zerotier|tailscale|ppp|ipsec|nordlynx|proton|mullvad|cscotun)/i

/** Addresses that hold on their own cable only, and need the name of an interface with them. */
export const isLinkLocal = (address: string): boolean =>
  /^(fe[89ab][0-9a-f]:|169\.254\.)/i.test(address)

const homes = new BlockList()
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  homes.addSubnet(net, bits, 'ipv4')
}
homes.addSubnet('fc00::', 7, 'ipv6')

/** Whether an address is one of those that every home may give out, and the internet does not know. */
export const isHomeAddress = (address: string): boolean =>
  isIPv4(address) ? homes.check(address, 'ipv4') : isIPv6(address) && homes.check(address, 'ipv6')

/** Every interface that leads off this machine. */
export function networksOf(interfaces: Interfaces): Network[] {
  return Object.entries(interfaces)
    .map(([name, infos = []]) => ({
      name,
      isBridged: infos.some(({ bridged }) => bridged),
      addresses: infos.filter(({ internal, address }) => !internal && !isLinkLocal(address)),
      isInternal: infos.every(({ internal }) => internal),
    }))
    .filter(({ isInternal }) => !isInternal)
    .map(({ name, addresses, isBridged }) => {
      const kind = kindOf(name, addresses.length)
      if (!isBridged || kind === 'none') return { name, addresses, kind }
      return { name, addresses, kind: 'container', bridged: true }
    })
}

function kindOf(name: string, addresses: number): InterfaceKind {
  if (addresses === 0) return 'none'
  if (containers.test(name)) return 'container'
  return tunnels.test(name) ? 'vpn' : 'lan'
}

/**
 * The networks that the hub serves: the one that the owner has chosen, else every one that looks
 * like a home, with home addresses alone, so that LAN never means the internet.
 */
export function fittingNetworks(interfaces: Interfaces, chosen: string | undefined): Network[] {
  const networks = networksOf(interfaces)
  if (chosen) return networks.filter(({ name, kind }) => name === chosen && kind !== 'none')
  return networks
    .filter(({ kind }) => kind === 'lan')
    .map((one) => ({
      ...one,
      addresses: one.addresses.filter(({ address }) => isHomeAddress(address)),
    }))
    .filter(({ addresses }) => addresses.length > 0)
}

/** Every address of some networks, IPv4 first: it is what people can read and type. */
export const addressesOf = (networks: readonly Network[]): string[] =>
  networks
    .flatMap(({ addresses }) => addresses)
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address)
