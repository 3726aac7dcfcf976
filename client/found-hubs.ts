import { type DnsName, type DnsRecord, nameKey, type Question } from './dns-message.ts'

/** A hub on this network, as it announces itself; nothing of it is proved. */
export interface FoundHub {
  readonly name: string
  /** The hub's UUID; empty where it says none. */
  readonly id: string
  /** Where to reach it, by the best of its addresses. */
  readonly url: string
  /** The best first: where its packet came from, then IPv4, then IPv6. */
  readonly addresses: readonly string[]
  /** What else it says; a hint only, such as `tls`, the fingerprint of its certificate. */
  readonly txt: Readonly<Record<string, string>>
}

const service: DnsName = ['_sxncd', '_tcp', 'local']
/** A neighbour that makes up hubs must not fill the memory. */
const mostHubs = 100
const mostHosts = 200
const mostAddresses = 16

interface Instance {
  readonly name: DnsName
  host?: DnsName
  port?: number
  txt?: ReadonlyMap<string, string>
  /** Where it was last heard from. */
  from?: string
}

/** Collects what hubs announce. */
export interface FoundHubs {
  add(records: readonly DnsRecord[], from: string): void
  /** What to ask: for all hubs, and for what is still missing of those that are known. */
  questions(): Question[]
  list(): FoundHub[]
}

export function createFoundHubs(): FoundHubs {
  const instances = new Map<string, Instance>()
  const hosts = new Map<string, Set<string>>()

  const instanceOf = (name: DnsName): Instance | undefined => {
    const isHub = name.length === 4 && nameKey(name.slice(1)) === nameKey(service)
    const known = instances.get(nameKey(name))
    if (known || !isHub || instances.size >= mostHubs) return known
    const fresh: Instance = { name }
    instances.set(nameKey(name), fresh)
    return fresh
  }

  const addressesOf = (host: DnsName): Set<string> => {
    const known = hosts.get(nameKey(host)) ?? new Set()
    if (hosts.size < mostHosts) hosts.set(nameKey(host), known)
    return known
  }

  const take = (record: DnsRecord, from: string) => {
    const { name, ttl } = record
    if (record.type === 'A' || record.type === 'AAAA') {
      const addresses = addressesOf(name)
      if (ttl === 0) addresses.delete(record.address)
      else if (addresses.size < mostAddresses) addresses.add(record.address)
      return
    }
    if (record.type === 'PTR' && nameKey(name) !== nameKey(service)) return
    const subject = record.type === 'PTR' ? record.target : name
    if (ttl === 0) {
      // A goodbye. Whatever comes after it counts anew.
      if (record.type !== 'TXT') instances.delete(nameKey(subject))
      return
    }
    const instance = instanceOf(subject)
    if (!instance) return
    if (record.type === 'TXT') {
      instance.txt = record.entries
    } else if (record.type === 'SRV' && record.port > 0) {
      instance.host = record.target
      instance.port = record.port
      instance.from = from
    }
  }

  return {
    add(records, from) {
      for (const record of records) take(record, from)
    },
    questions() {
      const missing = [...instances.values()].flatMap(({ name, host, txt }): Question[] => {
        if (!host) return [{ name, type: 'SRV' }]
        const hasAddress = (hosts.get(nameKey(host))?.size ?? 0) > 0
        return [
          ...(txt ? [] : [{ name, type: 'TXT' } as const]),
          ...(hasAddress ? [] : [{ name: host, type: 'A' } as const]),
        ]
      })
      // A packet has to stay small; what is left out is asked for next time.
      return [{ name: service, type: 'PTR' }, ...missing.slice(0, 15)]
    },
    list: () =>
      [...instances.values()]
        .map((instance) => hubOf(instance, [...(hosts.get(nameKey(instance.host ?? [])) ?? [])]))
        .filter((hub) => hub !== undefined)
        .sort((a, b) => a.name.localeCompare(b.name)),
  }
}

function hubOf({ name, port, txt, from }: Instance, found: string[]): FoundHub | undefined {
  const addresses = found.sort((a, b) => rank(a, from) - rank(b, from) || a.localeCompare(b))
  const [best] = addresses
  if (!best || !port) return undefined
  const host = best.includes(':') ? `[${best}]` : best
  const path = txt?.get('path') ?? ''
  const base = /^(\/[\w.~%-]+)+$/.test(path) ? path : ''
  return {
    name: name[0] ?? '',
    id: txt?.get('id') ?? '',
    url: `http://${host}:${port}${base}`,
    addresses,
    txt: Object.fromEntries(txt ?? []),
  }
}

/** An address on which something came from there surely works; link-local ones seldom do. */
function rank(address: string, from: string | undefined): number {
  if (address === from) return 0
  if (/^(fe80:|169\.254\.|127\.|::1$)/.test(address)) return 3
  return address.includes(':') ? 2 : 1
}
