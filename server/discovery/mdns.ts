import { createSocket, type RemoteInfo } from 'node:dgram'
import { BlockList } from 'node:net'
import { decode, encode, type Packet } from 'dns-packet'
import type { DnsPacket } from './records.ts'

export const mdnsPort = 5353
const group = '224.0.0.251'
const authoritative = 1 << 10

/** One network that the hub is on: its interface, and an IPv4 address with the net that it is in. */
export interface Link {
  readonly name: string
  readonly address: string
  /** Such as 192.168.1.5/24. */
  readonly cidr: string
  /** Every address of the hub there. */
  readonly addresses: readonly string[]
}

export interface Sender {
  readonly address: string
  readonly port: number
}

export interface MdnsListener {
  packet(packet: DnsPacket, from: Sender): void
  error(error: Error): void
}

export interface MdnsSocket {
  /** Sends to all on the network, or to one. Failures go to the listener. @returns once it is sent */
  send(packet: Partial<DnsPacket> & Pick<DnsPacket, 'type'>, to?: Sender): Promise<void>
  close(): Promise<void>
}

/** How the port of mDNS is opened on a network; tests have a network of their own. */
export type OpenMdns = (link: Link, listener: MdnsListener) => Promise<MdnsSocket>

/**
 * Opens the port of mDNS on one network, beside whatever else on this machine uses it. Packets that
 * are none, or that come from outside of the network (RFC 6762, 11), are dropped.
 *
 * A socket for each network, since an interface for what is sent can be chosen only for all of it.
 */
export const openMdns: OpenMdns = async ({ address, cidr }, listener) => {
  const neighbours = new BlockList()
  const [net = address, bits = '32'] = cidr.split('/')
  neighbours.addSubnet(net, Number(bits), 'ipv4')
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    // Bound to one address, Linux would hear no multicast at all.
    socket.bind(mdnsPort, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  socket.on('error', (error) => listener.error(error))
  socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
    if (!neighbours.check(from.address, 'ipv4')) return
    const packet = decoded(bytes)
    if (!packet) return
    try {
      listener.packet(packet, from)
    } catch (error) {
      // Whatever a neighbour sends, the hub must outlive it.
      listener.error(error as Error)
    }
  })
  try {
    socket.addMembership(group, address)
    socket.setMulticastInterface(address)
    socket.setMulticastTTL(255)
    // Programs on this machine look for the hub too.
    socket.setMulticastLoopback(true)
  } catch (error) {
    socket.close()
    throw error
  }
  return {
    send: (packet, to = { address: group, port: mdnsPort }) =>
      new Promise((resolve) => {
        socket.send(encoded(packet), to.port, to.address, (error) => {
          if (error) listener.error(error)
          resolve()
        })
      }),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

/** Whatever a neighbour sends; undefined where it is no packet of DNS. */
export function decoded(bytes: Buffer): DnsPacket | undefined {
  try {
    const { id = 0, type, questions, answers, authorities, additionals } = decode(bytes)
    const parts = { questions, answers, authorities, additionals } as unknown as DnsPacket
    return {
      ...parts,
      id,
      type: type === 'response' ? 'response' : 'query',
      answers: parts.answers.map(readable),
    }
  } catch {
    return undefined
  }
}

/** Texts come as bytes. */
function readable(record: DnsPacket['answers'][number]) {
  if (record.type !== 'TXT') return record
  const parts = [record.data].flat() as readonly (Buffer | string)[]
  return { ...record, data: parts.map(String) }
}

export function encoded(packet: Partial<DnsPacket> & Pick<DnsPacket, 'type'>): Buffer {
  const flags = packet.type === 'response' ? authoritative : 0
  // The encoder turns texts into bytes where they stand.
  return encode({ ...structuredClone(packet), flags } as unknown as Packet)
}
