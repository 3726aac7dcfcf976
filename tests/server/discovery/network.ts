import type { Link, MdnsListener, OpenMdns } from '../../../server/discovery/mdns.ts'
import { decoded, encoded } from '../../../server/discovery/mdns.ts'
import type { DnsPacket } from '../../../server/discovery/records.ts'

/** A network in memory: what one sends all hear, the sender too, over the real wire format. */
export class Network {
  readonly sent: DnsPacket[] = []
  readonly #listeners = new Map<string, Set<MdnsListener>>()
  /** Opening the port fails on these networks. */
  readonly broken = new Set<string>()

  readonly open: OpenMdns = async ({ name }, listener) => {
    if (this.broken.has(name)) throw new Error('EADDRINUSE')
    const here = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, here.add(listener))
    return {
      send: async (packet) => this.tell(name, encoded(packet)),
      close: async () => void here.delete(listener),
    }
  }

  /** Puts bytes on the network, from anybody. */
  tell(name: string, bytes: Buffer, port = 5353): void {
    const packet = decoded(bytes)
    if (!packet) return
    this.sent.push(packet)
    for (const listener of this.#listeners.get(name) ?? []) {
      listener.packet(packet, { address: '192.168.1.99', port })
    }
  }

  listeners(name: string): number {
    return this.#listeners.get(name)?.size ?? 0
  }

  /** The names of hubs that were said last on the network, by their hosts; a goodbye removes one. */
  known(): Record<string, string> {
    const names: Record<string, string> = {}
    for (const { type, answers } of this.sent) {
      if (type === 'query') continue
      for (const record of answers) {
        if (record.type !== 'SRV') continue
        if (record.ttl > 0) names[record.name] = record.data.target
        else delete names[record.name]
      }
    }
    return names
  }
}

export const link = (name: string, address = '192.168.1.5'): Link => ({
  name,
  address,
  cidr: `${address}/24`,
  addresses: [address],
})
