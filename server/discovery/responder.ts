import { bonjourOn, type Service } from './bonjour.ts'
import { type Link, type MdnsSocket, mdnsPort } from './mdns-socket.ts'
import {
  type Announcement,
  asksFor,
  type DnsPacket,
  type DnsRecord,
  forLegacy,
  hostNameOf,
  ownRecords,
  recordsOf,
  serviceName,
  serviceType,
} from './records.ts'

export interface ResponderParts {
  readonly link: Link
  readonly socket: MdnsSocket
  /** Told of every packet that others, or this hub, send. */
  readonly onPacket: (packet: DnsPacket) => void
  readonly onError: (error: unknown) => void
  /** Whether one more query may be answered now: nobody can make the hub send without end. */
  readonly mayAnswer: () => boolean
}

/** The hub on one interface: what bonjour-service announces and answers there. */
export interface Responder {
  readonly link: Link
  /** The label that is announced; undefined before it is known to be free. */
  readonly label: string | undefined
  readonly records: readonly DnsRecord[]
  /**
   * Probes for a name, and announces it if it is free. @returns whether it was; false also where
   * `abandon` ended it
   */
  publish(announcement: Announcement, label: string): Promise<boolean>
  /** Replaces what is announced under the name that it has. */
  replace(announcement: Announcement): void
  /** Sends what is announced once more. */
  repeat(): void
  /** Takes back what is announced, by a goodbye. */
  withdraw(): Promise<void>
  /** Is silent about it from now on, where a goodbye would take another hub's name off the lists. */
  abandon(): void
  close(): Promise<void>
}

/** Stops bonjour-service before it prints a line to the console. */
class NameTaken extends Error {}

export function createResponder(parts: ResponderParts): Responder {
  const { link, onError } = parts
  const onFailure = (error?: Error | null) => {
    if (error && !(error instanceof NameTaken)) onError(error)
  }
  parts.socket.on('error', onFailure)
  const { server, ...bonjour } = opened(parts.socket, onFailure)
  const { mdns } = server
  let service: Service | undefined
  let label: string | undefined
  let records: DnsRecord[] = []
  /** The list that bonjour-service has: what it writes it turns into bytes, and it repeats it. */
  const sent: DnsRecord[] = []
  let endProbe: (isFree: boolean) => void = () => {}

  // bonjour-service answers everything, to everybody, by multicast. Its answer stays, behind these
  // checks.
  const [answer] = mdns.listeners('query')
  mdns.removeAllListeners('query')
  mdns.on('query', (query, from) => {
    parts.onPacket(query)
    // Before the name is known to be free there is nothing to answer.
    const known = label === undefined ? [] : records
    const answers = known.filter((record) => query.questions.some((one) => asksFor(one, record)))
    if (answers.length === 0 || answers.every((record) => isKnown(query, record))) return
    if (!parts.mayAnswer()) return
    if (from.port === mdnsPort) return void answer?.(query, from)
    const { id, questions } = query
    const additionals = records.filter((record) => !answers.includes(record))
    const reply = { answers: forLegacy(answers), additionals: forLegacy(additionals) }
    mdns.respond({ id, questions, ...reply }, from, onFailure)
  })
  mdns.on('response', parts.onPacket)

  // Two hubs that probe at the same time see from each other's records which is to go first.
  mdns.query = (name, type, sent) => {
    const authorities = service ? records.filter((record) => record.type === 'SRV') : []
    mdns.send({ type: 'query', questions: [{ name, type }], authorities }, null, sent)
  }

  const set = (next: DnsRecord[]) => {
    records = next
    sent.splice(0, sent.length, ...structuredClone(next))
  }

  const forget = () => {
    if (service) service.destroyed = true
    server.unregister(records)
    service = label = undefined
    set([])
    endProbe(false)
  }

  const repeat = () => mdns.respond({ answers: sent }, null, onFailure)

  return {
    link,
    get label() {
      return label
    },
    get records() {
      return label === undefined ? [] : records
    },
    async publish(announcement, wanted) {
      forget()
      const { promise, resolve } = Promise.withResolvers<boolean>()
      endProbe = resolve
      const { id, port } = announcement
      set(recordsOf(announcement, wanted, link.addresses))
      const own = bonjour.publish({ name: wanted, type: serviceName, port, host: hostNameOf(id) })
      service = own
      // By itself it would list the addresses of all interfaces, those of containers and VPNs too.
      own.records = () => (service === own ? sent : [])
      own.stop = () => {
        // The name is taken. By itself it would send a goodbye for the hub that has it.
        if (service === own) forget()
        throw new NameTaken()
      }
      own.once('up', () => {
        if (service !== own) return
        label = wanted
        resolve(true)
      })
      return promise
    },
    replace(announcement) {
      if (label === undefined) return
      server.unregister(records)
      set(recordsOf(announcement, label, link.addresses))
      server.register(sent)
      repeat()
    },
    repeat,
    async withdraw() {
      const own = label === undefined ? undefined : ownRecords(records)
      forget()
      if (!own) return
      const answers = own.map((record) => ({ ...record, ttl: 0 }))
      await new Promise<void>((resolve) => {
        mdns.respond({ answers }, null, (error) => {
          onFailure(error)
          resolve()
        })
      })
    },
    abandon: forget,
    async close() {
      forget()
      await new Promise<void>((resolve) => bonjour.destroy(resolve))
    },
  }
}

function opened(socket: MdnsSocket, onFailure: (error: Error) => void) {
  const bonjour = bonjourOn(socket, onFailure)
  return {
    server: bonjour.server,
    publish: bonjour.publish.bind(bonjour),
    destroy: bonjour.destroy.bind(bonjour),
  }
}

/** Whether the client that asks has this record already, for half of its life at least. */
const isKnown = ({ answers }: DnsPacket, record: DnsRecord) =>
  record.name === serviceType &&
  record.type === 'PTR' &&
  answers.some(
    ({ type, data, ttl }) =>
      type === 'PTR' && String(data) === record.data && ttl >= record.ttl / 2,
  )
