import { EventEmitter } from 'node:events'
import type { Link, MdnsSocket, OpenMdns, Sender } from '../../../server/discovery/mdns-socket.ts'
import type { DnsPacket } from '../../../server/discovery/records.ts'
import { decoded } from './packets.ts'

/** A network in memory: what one sends all receive, the sender too, over the real wire format. */
export class Network {
  readonly sent: DnsPacket[] = []
  /** What was sent to one host alone, by its port. */
  readonly unicast: { readonly port: number; readonly packet: DnsPacket }[] = []
  readonly #sockets = new Map<string, Set<MdnsSocket>>()
  /** Opening the port fails on these networks. */
  readonly broken = new Set<string>()

  readonly open: OpenMdns = async ({ name }) => {
    if (this.broken.has(name)) throw new Error('EADDRINUSE')
    const here = this.#sockets.get(name) ?? new Set()
    const socket: MdnsSocket = Object.assign(
      new EventEmitter<{ message: [Buffer, Sender]; error: [Error] }>(),
      {
        send: (...[bytes, , , port, address, done]: Parameters<MdnsSocket['send']>) => {
          if (address.startsWith('224.')) this.tell(name, bytes)
          else this.unicast.push({ port, packet: decoded(bytes) as DnsPacket })
          done(null)
        },
        close: (done: () => void) => {
          here.delete(socket)
          done()
        },
      },
    )
    this.#sockets.set(name, here.add(socket))
    return socket
  }

  /** Puts bytes on the network, from anybody. */
  tell(name: string, bytes: Buffer, port = 5353): void {
    const packet = decoded(bytes)
    if (packet) this.sent.push(packet)
    for (const socket of this.#sockets.get(name) ?? []) {
      try {
        socket.emit('message', bytes, { address: '192.168.1.99', port })
      } catch (error) {
        // As the real one: an error on the way, and nothing worse.
        socket.emit('error', error as Error)
      }
    }
  }

  listeners(name: string): number {
    return this.#sockets.get(name)?.size ?? 0
  }

  /** The names of hubs that were sent last on the network, by their hosts; a goodbye removes one. */
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
