import type { Clock } from '../lib/clock.ts'
import { inTurn } from '../lib/in-turn.ts'
import { createBuckets } from '../lib/token-bucket.ts'
import type { Link, OpenMdns } from './mdns-socket.ts'
import {
  type Announcement,
  type DnsPacket,
  hostNameOf,
  instanceOf,
  labelOf,
  maxAttempts,
  recordsOf,
  rivalsOf,
} from './records.ts'
import { createResponder, type Responder } from './responder.ts'

export interface AnnouncerParts {
  readonly open: OpenMdns
  readonly elapsed: Clock
  /** Told of the label under which the hub is listed, and of networks that do not work. */
  readonly onLabel?: (label: string) => void
  readonly onProblem: (link: Link, error: unknown) => void
}

/** Announces the hub on its networks (RFC 6762 and 6763), by bonjour-service on each. */
export interface Announcer {
  /**
   * Announces this on these networks from now on, and takes back what was announced before.
   * @returns once the names are found to be free and were announced for the first time
   */
  update(announcement: Announcement | undefined, links: readonly Link[]): Promise<void>
  /** Announces it all again by new sockets: while a computer sleeps, its networks forget it. */
  renew(): Promise<void>
  /** The label in lists; undefined while nothing is announced. */
  readonly label: string | undefined
  /** The networks on which it is announced. */
  readonly links: readonly Link[]
  /** Says goodbye, and is silent from then on. */
  close(): Promise<void>
}

export function createAnnouncer(parts: AnnouncerParts): Announcer {
  const { open, onProblem } = parts
  const responders = new Map<string, Responder>()
  const rate = createBuckets({ burst: 100, refillMs: 20 }, parts.elapsed)
  const turn = {}
  let closing = false
  let wanted: Announcement | undefined
  let attempt = 1
  let label: string | undefined

  const openOn = async (name: string, link: Link) => {
    try {
      const responder: Responder = createResponder({
        link,
        socket: await open(link),
        onPacket: (packet) => {
          if (responders.get(name) === responder) receive(responder, packet)
        },
        onError: (error) => onProblem(link, error),
        mayAnswer: () => rate.take('answers') === 0,
      })
      responders.set(name, responder)
    } catch (error) {
      onProblem(link, error)
    }
  }

  const closeOn = async (name: string, responder: Responder) => {
    responders.delete(name)
    await responder.withdraw()
    await responder.close()
  }

  /** Looks whether another hub has, or is about to take, the name of this one. */
  const receive = (responder: Responder, packet: DnsPacket) => {
    if (!wanted || !label || attempt > maxAttempts) return
    const ours = hostNameOf(wanted.id)
    const { answers, authorities, additionals } = packet
    const rivals = rivalsOf([...answers, ...authorities, ...additionals], instanceOf(label), ours)
    if (rivals.length === 0) return
    const isProbing = responder.label === undefined
    // Probes for a name that is announced are answered already.
    if (!isProbing && packet.type === 'query') return
    // Of two that probe at once, or have it already, the one with the smaller host keeps it.
    const isTaken = isProbing && packet.type === 'response'
    if (!isTaken && rivals.every((rival) => ours < rival)) {
      if (!isProbing && rate.take('defence') === 0) responder.repeat()
      return
    }
    if (isProbing) responder.abandon()
    else run(() => resolveConflict(responder)).catch((error) => onProblem(responder.link, error))
  }

  /** Leaves the name to another hub that has it on one network, and takes the next. */
  const resolveConflict = async (responder: Responder) => {
    if (responder.label === undefined) return
    // A goodbye there would take the other hub off the lists.
    responder.abandon()
    attempt += 1
    await announce()
  }

  const announce = async (): Promise<void> => {
    if (!wanted || closing) return
    const about = wanted
    const next = labelOf(about, attempt)
    const all = [...responders.values()]
    if (next !== label) for (const responder of all) await responder.withdraw()
    label = next
    const fresh = all.filter((responder) => responder.label === undefined)
    const free = await Promise.all(fresh.map((responder) => responder.publish(about, next)))
    if (closing) return
    if (free.includes(false)) {
      attempt += 1
      return announce()
    }
    for (const responder of all) {
      const records = recordsOf(about, next, responder.link.addresses)
      if (JSON.stringify(records) !== JSON.stringify(responder.records)) responder.replace(about)
    }
    parts.onLabel?.(next)
  }

  const run = (work: () => Promise<void>): Promise<void> => {
    return inTurn(turn, async () => {
      if (!closing) await work()
    })
  }

  return {
    update: (announcement, links) =>
      run(async () => {
        const keys = new Map(links.map((link) => [JSON.stringify(link), link]))
        for (const [name, responder] of responders) {
          if (!announcement || !keys.has(name)) await closeOn(name, responder)
        }
        if (!announcement) {
          wanted = label = undefined
          return
        }
        for (const [name, link] of keys) if (!responders.has(name)) await openOn(name, link)
        if (announcement.name !== wanted?.name) attempt = 1
        wanted = announcement
        await announce()
      }),
    renew: () =>
      run(async () => {
        for (const [name, responder] of [...responders]) {
          // Without a goodbye: for those who know the hub it was never gone.
          responders.delete(name)
          await responder.close()
          await openOn(name, responder.link)
        }
        await announce()
      }),
    get label() {
      return label
    },
    get links() {
      return [...responders.values()]
        .filter((responder) => responder.label !== undefined)
        .map(({ link }) => link)
    },
    async close() {
      closing = true
      // One that still probes has nothing to take back.
      for (const responder of responders.values()) {
        if (responder.label === undefined) responder.abandon()
      }
      await inTurn(turn, async () => {})
      for (const [name, responder] of responders) await closeOn(name, responder)
    },
  }
}
