import { createSocket, type RemoteInfo } from 'node:dgram'
import { EventEmitter } from 'node:events'
import { BlockList } from 'node:net'

export const mdnsPort = 5353
const group = '224.0.0.251'

/** One network that the hub is on: its interface, and an IPv4 address with the net that it is in. */
export interface Link {
  readonly name: string
  readonly address: string
  /** Such as 192.168.1.5/24. */
  readonly cidr: string
  /** Every address of the hub there. */
  readonly addresses: readonly string[]
}

export type Sender = Pick<RemoteInfo, 'address' | 'port'>

/** As much of a UDP socket as bonjour-service needs, bound already. */
export interface MdnsSocket extends EventEmitter<{ message: [Buffer, Sender]; error: [Error] }> {
  send(
    message: Buffer,
    offset: number,
    length: number,
    port: number,
    address: string,
    done: (error: Error | null) => void,
  ): void
  close(done: () => void): void
}

/** How the port of mDNS is opened on a network; tests have a network of their own. */
export type OpenMdns = (link: Link) => Promise<MdnsSocket>

/**
 * Opens the port of mDNS on one interface, beside whatever else on this machine uses it. What comes
 * from outside its network (RFC 6762, 11) is dropped. A socket an interface, since the interface for
 * what is sent can be chosen only for the whole socket; and opened here, so that a port that cannot
 * be opened is an error that the caller catches.
 */
export const openMdns: OpenMdns = async ({ address, cidr }) => {
  const neighbours = new BlockList()
  const [net = address, bits = '32'] = cidr.split('/')
  neighbours.addSubnet(net, Number(bits), 'ipv4')
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    // Bound to one address, Linux would receive no multicast at all.
    socket.bind(mdnsPort, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  const own: MdnsSocket = Object.assign(
    new EventEmitter<{ message: [Buffer, Sender]; error: [Error] }>(),
    {
      send: socket.send.bind(socket) as MdnsSocket['send'],
      close: socket.close.bind(socket) as MdnsSocket['close'],
    },
  )
  socket.on('error', (error) => own.emit('error', error))
  socket.on('message', (bytes, from) => {
    if (!neighbours.check(from.address, 'ipv4')) return
    try {
      own.emit('message', bytes, from)
    } catch (error) {
      // Whatever a neighbour sends, the hub must outlive it.
      own.emit('error', error as Error)
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
  return own
}
