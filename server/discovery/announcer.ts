import type { Clock } from '../lib/clock.ts'
import { createBuckets } from '../lib/token-bucket.ts'
import { type Link, type MdnsSocket, mdnsPort, type OpenMdns, type Sender } from './mdns.ts'
import {
  type Announcement,
  type DnsPacket,
  type DnsRecord,
  goodbyeOf,
  hostNameOf,
  instanceOf,
  labelOf,
  mostAttempts,
  recordsOf,
} from './records.ts'
import { answerTo, forLegacy, rivalsOf } from './responder.ts'

export interface AnnouncerParts {
  readonly open: OpenMdns
  /** Waits so many ms, or less where the signal says that the hub stops. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly elapsed: Clock
  /** Told of the name under which the hub stands in lists, and of networks that do not work. */
  readonly onLabel?: (label: string) => void
  readonly onProblem: (link: Link, error: unknown) => void
}

/** Tells the networks that the hub is there (RFC 6762 and 6763). */
export interface Announcer {
  /**
   * Announces this on these networks from now on, and takes back what was said before.
   * @returns once the names are found to be free and were said for the first time
   */
  update(announcement: Announcement | undefined, links: readonly Link[]): Promise<void>
  /** Says it all again by new sockets: while a computer sleeps, its networks forget who listens. */
  renew(): Promise<void>
  /** The name in lists; undefined while nothing is announced. */
  readonly label: string | undefined
  /** The networks on which it is announced. */
  readonly links: readonly Link[]
  /** Says goodbye, and is silent from then on. */
  close(): Promise<void>
}

/** A network that is open. */
interface Station {
  readonly link: Link
  readonly socket: MdnsSocket
  /** What is announced there; empty before the names are known to be free. */
  records: readonly DnsRecord[]
}

/** Three questions, a quarter of a second apart (RFC 6762, 8.1). */
const probes = [250, 250, 250]
/** Said once, and then after so many ms again: packets get lost (RFC 6762, 8.3). */
const repeats = [1_000, 2_000]

export function createAnnouncer(parts: AnnouncerParts): Announcer {
  const { open, wait, onProblem } = parts
  const stations = new Map<string, Station>()
  const stopping = new AbortController()
  // Nobody can make the hub send without end by asking it without end.
  const rate = createBuckets({ burst: 100, refillMs: 20 }, parts.elapsed)
  let queue: Promise<void> = Promise.resolve()
  let wanted: Announcement | undefined
  let attempt = 1
  let label: string | undefined
  /** Somebody else has the name, or is about to take it and goes first. */
  let disputed = false

  const say = (station: Station, records: readonly DnsRecord[]) =>
    station.socket.send({ type: 'response', answers: records })

  const takeBack = async (station: Station) => {
    if (station.records.length > 0) await say(station, goodbyeOf(station.records))
    station.records = []
  }

  const closeStation = async (name: string, station: Station) => {
    stations.delete(name)
    await takeBack(station)
    await station.socket.close()
  }

  const openStation = async (name: string, link: Link) => {
    let station: Station | undefined
    try {
      const socket = await open(link, {
        packet: (packet, from) => {
          if (station && stations.get(name) === station) hear(station, packet, from)
        },
        error: (error) => onProblem(link, error),
      })
      station = { link, socket, records: [] }
      stations.set(name, station)
    } catch (error) {
      onProblem(link, error)
    }
  }

  const hear = (station: Station, packet: DnsPacket, from: Sender) => {
    if (packet.type === 'query') reply(station, packet, from)
    if (!wanted || !label || attempt > mostAttempts) return
    const ours = hostNameOf(wanted.id)
    const { answers, authorities, additionals } = packet
    const rivals = rivalsOf([...answers, ...authorities, ...additionals], instanceOf(label), ours)
    if (rivals.length === 0) return
    const isProbing = station.records.length === 0
    // Who asks for a name that is taken has been told so.
    if (!isProbing && packet.type === 'query') return
    const isTaken = isProbing && packet.type === 'response'
    // Of two who take a name at once, or have it already, the one with the smaller host keeps it.
    if (!isTaken && rivals.every((rival) => ours < rival)) {
      if (!isProbing && rate.take('defence') === 0) void say(station, station.records)
      return
    }
    if (isProbing) disputed = true
    else run(() => giveWay(station)).catch((error) => onProblem(station.link, error))
  }

  const reply = (station: Station, query: DnsPacket, from: Sender) => {
    const answer = answerTo(query, station.records)
    if (!answer || rate.take('answers') > 0) return
    if (from.port === mdnsPort) return void station.socket.send({ type: 'response', ...answer })
    const { id, questions } = query
    const answers = forLegacy(answer.answers)
    const additionals = forLegacy(answer.additionals)
    void station.socket.send({ type: 'response', id, questions, answers, additionals }, from)
  }

  /** Leaves the name to another who has it on one network, and takes the next. */
  const giveWay = async (where: Station) => {
    if (where.records.length === 0) return
    // A goodbye there would take the other one out of the lists.
    where.records = []
    attempt += 1
    await takeName()
  }

  const takeName = async () => {
    if (!wanted) return
    const next = labelOf(wanted, attempt)
    if (next !== label) for (const station of stations.values()) await takeBack(station)
    label = next
    const fresh = [...stations.values()].filter(({ records }) => records.length === 0)
    if (fresh.length > 0 && !(await isFree(wanted, next, fresh))) {
      attempt += 1
      return takeName()
    }
    if (stopping.signal.aborted) return
    for (const station of stations.values()) {
      const records = recordsOf(wanted, next, station.link.addresses)
      if (JSON.stringify(records) === JSON.stringify(station.records)) continue
      station.records = records
      await say(station, records)
      void repeat(station, records)
    }
    parts.onLabel?.(next)
  }

  const isFree = async (about: Announcement, name: string, fresh: readonly Station[]) => {
    disputed = false
    for (const pause of probes) {
      for (const { socket, link } of fresh) {
        await socket.send({
          type: 'query',
          questions: [{ name: instanceOf(name), type: 'ANY' }],
          // What the hub is going to say, for who asks for the same name at the same time.
          authorities: recordsOf(about, name, link.addresses).filter(({ type }) => type === 'SRV'),
        })
      }
      await wait(pause, stopping.signal)
      if (stopping.signal.aborted) return true
      if (disputed) return false
    }
    return true
  }

  const repeat = async (station: Station, records: readonly DnsRecord[]) => {
    for (const pause of repeats) {
      await wait(pause, stopping.signal)
      if (stopping.signal.aborted || station.records !== records) return
      await say(station, records)
    }
  }

  const run = (work: () => Promise<void>): Promise<void> => {
    const result = queue.then(() => (stopping.signal.aborted ? undefined : work()))
    queue = result.catch(() => {})
    return result
  }

  return {
    update: (announcement, links) =>
      run(async () => {
        const keys = new Map(links.map((link) => [JSON.stringify(link), link]))
        for (const [name, station] of stations) {
          if (!announcement || !keys.has(name)) await closeStation(name, station)
        }
        if (!announcement) {
          wanted = label = undefined
          return
        }
        for (const [name, link] of keys) if (!stations.has(name)) await openStation(name, link)
        if (announcement.name !== wanted?.name) attempt = 1
        wanted = announcement
        await takeName()
      }),
    renew: () =>
      run(async () => {
        for (const [name, { link, socket }] of [...stations]) {
          // Without a goodbye: for those who know the hub it was never gone.
          stations.delete(name)
          await socket.close()
          await openStation(name, link)
        }
        await takeName()
      }),
    get label() {
      return label
    },
    get links() {
      return [...stations.values()]
        .filter(({ records }) => records.length > 0)
        .map(({ link }) => link)
    },
    async close() {
      stopping.abort()
      await queue
      for (const [name, station] of stations) await closeStation(name, station)
    },
  }
}
