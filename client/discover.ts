import { createSocket, type Socket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { encodeQuery, readResponse } from './dns-message.ts'
import { createFoundHubs, type FoundHub } from './found-hubs.ts'

export type { FoundHub } from './found-hubs.ts'

export interface DiscoverOptions {
  /** How long to listen, in ms: 2,000 unless said otherwise. */
  readonly timeoutMs?: number | undefined
  /** Ends the search early; what was found until then is the answer. */
  readonly signal?: AbortSignal | undefined
  /** Ends the search early once it is true, such as when the hub looked for is there. */
  readonly until?: ((hubs: readonly FoundHub[]) => boolean) | undefined
  /** The IPv4 addresses of the interfaces to look on: all of this machine's unless said otherwise. */
  readonly interfaces?: readonly string[] | undefined
  /** The port of mDNS, but for tests. */
  readonly port?: number | undefined
}

const group = '224.0.0.251'
/** When to ask, in ms from the start: an answer, or a question, may get lost. */
const askAt = [0, 250, 750, 1_750, 3_750, 7_750]
/** A neighbour that floods the network must not keep this program busy. */
const mostPackets = 5_000

/** Finds the hubs on this network by mDNS (Node only). What they say of themselves is not proved. */
export async function discover(options: DiscoverOptions = {}): Promise<FoundHub[]> {
  const { timeoutMs = 2_000, signal, until, port = 5353 } = options
  const interfaces = options.interfaces ?? ownAddresses()
  const hubs = createFoundHubs()
  const socket = await openSocket(port)
  const timers: NodeJS.Timeout[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return resolve()
      signal?.addEventListener('abort', () => resolve(), { once: true })
      let packets = 0
      socket.on('error', () => resolve())
      socket.on('message', (bytes, from) => {
        packets += 1
        // An answer that does not come from this port is none (RFC 6762, 6).
        if (from.port !== port || packets > mostPackets) return
        const records = readResponse(bytes)
        if (!records) return
        hubs.add(records, from.address)
        try {
          if (until?.(hubs.list())) resolve()
        } catch (error) {
          reject(error)
        }
      })
      joinAll(socket, interfaces)
      const ask = () => askOn(socket, interfaces, encodeQuery(hubs.questions()), port)
      timers.push(...askAt.filter((at) => at < timeoutMs).map((at) => setTimeout(ask, at)))
      timers.push(setTimeout(resolve, timeoutMs))
    })
  } finally {
    for (const timer of timers) clearTimeout(timer)
    socket.close()
  }
  return hubs.list()
}

/** Every hub answers to all at this port. Where another program has it alone, some answer to us. */
async function openSocket(port: number): Promise<Socket> {
  const open = (wanted: number) =>
    new Promise<Socket>((resolve, reject) => {
      const socket = createSocket({ type: 'udp4', reuseAddr: true })
      socket.once('error', (error) => {
        socket.close()
        reject(error)
      })
      socket.bind(wanted, () => resolve(socket.removeAllListeners('error')))
    })
  return open(port).catch(() => open(0))
}

function joinAll(socket: Socket, interfaces: readonly string[]): void {
  for (const address of interfaces) {
    try {
      socket.addMembership(group, address)
    } catch {
      // Not every interface has multicast.
    }
  }
  socket.setMulticastTTL(255)
  socket.setMulticastLoopback(true)
}

/** Asks on one interface after the other: which one is used is the socket's, not the packet's. */
async function askOn(
  socket: Socket,
  interfaces: readonly string[],
  query: Uint8Array,
  port: number,
): Promise<void> {
  for (const address of interfaces) {
    try {
      socket.setMulticastInterface(address)
      // An interface without a way out answers with an error; the others may have one.
      await new Promise<void>((resolve) => socket.send(query, port, group, () => resolve()))
    } catch {
      // It has gone, or the search has ended meanwhile.
    }
  }
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address)
