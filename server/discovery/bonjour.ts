import type { EventEmitter } from 'node:events'
import Bonjour from 'bonjour-service'
import type { MdnsSocket, Sender } from './mdns-socket.ts'
import type { DnsPacket, DnsRecord } from './records.ts'

type Sent = (error?: Error | null) => void

/** The multicast-dns socket of bonjour-service, as far as the hub uses it. */
export interface Multicast
  extends EventEmitter<{
    query: [DnsPacket, Sender]
    response: [DnsPacket, Sender]
    error: [Error]
  }> {
  query(name: string, type: string, sent: Sent): void
  send(message: object, to: Sender | null, sent: Sent): void
  respond(message: object, to: Sender | null, sent: Sent): void
}

/** A service of bonjour-service. `records` and `stop` may be replaced. */
export interface Service extends EventEmitter<{ up: [] }> {
  readonly fqdn: string
  destroyed: boolean
  records(): DnsRecord[]
  stop(done?: () => void): void
}

/**
 * What bonjour-service keeps to itself, and the hub needs to give each interface its own records.
 * Its types mark `server` private; the tests on two hosts would fail if it went away.
 */
export interface BonjourOnSocket {
  readonly server: {
    readonly mdns: Multicast
    register(records: readonly DnsRecord[]): void
    unregister(records: readonly DnsRecord[]): void
  }
  publish(service: { name: string; type: string; port: number; host: string }): Service
  find(wanted: { type: string }, onUp: (service: { host: string }) => void): unknown
  destroy(done: () => void): void
}

/** bonjour-service on a socket that is open already. @param onError told of what could not be sent */
export function bonjourOn(socket: MdnsSocket, onError: (error: Error) => void): BonjourOnSocket {
  const options = { socket, bind: false } as object
  const bonjour = new Bonjour(options, onError) as unknown as BonjourOnSocket
  // Without a listener an error would be thrown.
  bonjour.server.mdns.on('error', onError)
  return bonjour
}
