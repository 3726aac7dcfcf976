import type { Server } from 'node:http'
import { hostname } from 'node:os'
import type { BaseLogger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Events } from '../events/events.ts'
import type { Store } from '../storage/store.ts'
import type { Credentials, Identity } from '../tls/identity.ts'
import { type Endpoint, type HubAddress, hubAddresses, isLoopback } from './addresses.ts'
import { createAnnouncer } from './announcer.ts'
import type { Interfaces } from './interfaces.ts'
import { isAnnounced } from './is-announced.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { type OpenMdns, openMdns } from './mdns-socket.ts'
import { ownInterfaces } from './own-interfaces.ts'
import { planLan } from './plan.ts'
import { hostNameOf } from './records.ts'

/** What a test may put in the place of the real network. */
export interface LanOverrides {
  readonly interfaces?: () => Interfaces
  readonly openMdns?: OpenMdns
  /** How often the networks are looked at, in ms. */
  readonly checkEvery?: number
}

export interface LanParts {
  readonly config: Config
  readonly store: Store
  readonly events: Events
  readonly identity: Identity
  readonly log: Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>
  readonly hubName: () => string
  readonly overrides?: LanOverrides | undefined
}

/** Something that keeps devices from reaching the hub. */
export interface LanProblem {
  readonly what: 'listen' | 'https' | 'announce'
  /** The address or the interface. */
  readonly where: string
  readonly reason: string
}

/** How the hub is reached from the networks that it is on. */
export interface Lan {
  /** Whether devices on the network may reach the hub and ask to pair. */
  readonly on: boolean
  /** Begins, once the hub listens where its configuration says. */
  start(server: Server, main: { readonly address: string; readonly port: number }): Promise<void>
  /** Brings listeners, certificate and announcement in line with settings and networks. */
  refresh(): Promise<void>
  /** After sleep: says again that the hub is there, and looks at the networks anew. */
  wake(): Promise<void>
  /** What is listened on now, the main one first. */
  readonly endpoints: readonly Endpoint[]
  /** The addresses of the hub, the best for a phone first. */
  addresses(): HubAddress[]
  interfaces(): Interfaces
  /** HTTPS with its port, where it is there. */
  readonly tls: { readonly port: number; readonly fingerprint: string } | undefined
  /** The interfaces by which devices reach it. */
  readonly served: readonly string[]
  /** The name under which it stands in lists of hubs; undefined where it is in none. */
  readonly announcedAs: string | undefined
  /** By interface, whether its own announcement is heard there. Takes up to 1.5 s. */
  hear(): Promise<ReadonlyMap<string, boolean>>
  /** The name of the machine as it is announced. */
  readonly hostName: string
  readonly problems: readonly LanProblem[]
  /** Says goodbye, takes nothing new, and resolves when the last connection has ended. */
  close(): Promise<void>
}

const checkEvery = 30_000
const noPlan = { endpoints: [], links: [], networks: [] }

export function createLan(parts: LanParts): Lan {
  const { config, store, events, identity, log, overrides = {} } = parts
  const interfaces = overrides.interfaces ?? ownInterfaces
  const open = overrides.openMdns ?? openMdns
  const { id } = store.hub
  const hostName = hostNameOf(id)
  let main: Endpoint = { address: config.host, port: config.port, secure: false }
  let listeners: Listeners | undefined
  let timer: NodeJS.Timeout | undefined
  let credentials: Credentials | undefined
  let problems: LanProblem[] = []
  let announceProblems: LanProblem[] = []
  let served: readonly string[] = []
  let announced: string | undefined
  let seen = ''
  let queue: Promise<void> = Promise.resolve()
  let closing = false

  const announcer = createAnnouncer({
    open,
    elapsed: () => performance.now(),
    onLabel: (label) => {
      if (label !== announced) log.info({ label }, `announced on the network as "${label}"`)
      announced = label
      // With the announcement the hub has one more address: its name.
      tellChanges(true)
    },
    onProblem: (link, err) => {
      log.debug({ err, interface: link.name }, 'mDNS failed')
      const reason = (err as NodeJS.ErrnoException).code ?? String(err)
      announceProblems = [
        ...announceProblems.filter(({ where }) => where !== link.name),
        { what: 'announce', where: link.name, reason },
      ]
    },
  })

  // A hub with a public address stands behind a proxy, which has a network of its own.
  const preset = () => config.lan ?? (!isLoopback(main.address) && !config.publicUrl)
  const isOn = () => store.settings.get().lan ?? preset()
  const chosen = () => store.settings.get().lanInterface || undefined
  const securePort = () => listeners?.open.find(({ secure }) => secure)?.port

  const certificateFor = async (addresses: readonly string[]): Promise<void> => {
    try {
      const own = hostname().toLowerCase()
      const names = new Set(['localhost', hostName, own, `${own}.local`, '127.0.0.1', ...addresses])
      credentials = await identity.credentials([...names])
    } catch (error) {
      credentials = undefined
      problems.push({ what: 'https', where: '', reason: (error as Error).message })
    }
  }

  const look = async () => {
    if (!listeners || closing) return
    problems = []
    const on = isOn()
    const wish = { main, httpsPort: config.httpsPort, chosen: chosen() }
    const plan = on ? planLan(wish, interfaces()) : noPlan
    if (on) await certificateFor(plan.links.flatMap(({ addresses }) => addresses))
    served = plan.networks
    await listeners.set(plan.endpoints, credentials)
    for (const { endpoint, code } of listeners.problems) {
      problems.push({ what: 'listen', where: `${endpoint.address}:${endpoint.port}`, reason: code })
    }
    announceProblems = announceProblems.filter(({ where }) =>
      plan.links.some(({ name }) => name === where),
    )
    // Not waited for: asking whether a name is free takes most of a second.
    const said = on && plan.links.length > 0 ? announcement() : undefined
    announcer.update(said, plan.links).catch((err) => log.error({ err }))
    tellChanges(on)
  }

  const announcement = () => ({
    id,
    name: parts.hubName(),
    port: main.port,
    txt: {
      id,
      v: '1',
      path: '/',
      name: parts.hubName(),
      pair: '1',
      ...(lan.tls && { tls: lan.tls.fingerprint, https: String(lan.tls.port) }),
    },
  })

  /** Once for each change, not every time that somebody looks. */
  const tellChanges = (on: boolean) => {
    const urls = lan.addresses().map(({ url }) => url)
    const now = JSON.stringify([on, urls, problems])
    if (now === seen) return
    const isFirst = seen === ''
    seen = now
    if (problems.length > 0) log.warn({ problems }, 'not all of the network can reach the hub')
    if (on || !isFirst) log.info({ lan: on, urls }, 'the addresses of the hub')
    if (!isFirst) events.emit({ kind: 'hub' })
  }

  const lan: Lan = {
    get on() {
      return isOn()
    },
    async start(server, { address, port }) {
      main = { address, port, secure: false }
      listeners = createListeners(server)
      await lan.refresh()
      timer = setInterval(() => void lan.refresh(), overrides.checkEvery ?? checkEvery).unref()
    },
    refresh() {
      const result = queue.then(look)
      queue = result.catch((err) => log.error({ err }, 'the networks could not be looked at'))
      return queue
    },
    async wake() {
      await announcer.renew().catch((err) => log.error({ err }, 'the hub could not be announced'))
      await lan.refresh()
    },
    get endpoints() {
      return [main, ...(listeners?.open ?? [])]
    },
    addresses: () =>
      hubAddresses(
        {
          endpoints: lan.endpoints,
          publicUrls: config.publicUrls,
          localName: isOn() && announcer.links.length > 0 ? hostName : undefined,
          chosen: chosen(),
        },
        interfaces(),
      ),
    interfaces,
    get tls() {
      const port = securePort()
      if (port === undefined || !credentials) return undefined
      return { port, fingerprint: credentials.fingerprint }
    },
    get served() {
      return served
    },
    get announcedAs() {
      return announcer.links.length > 0 ? announcer.label : undefined
    },
    async hear() {
      const links = announcer.links
      const heard = await Promise.all(links.map((link) => isAnnounced(open, link, id)))
      return new Map(links.map(({ name }, index) => [name, heard[index] ?? false]))
    },
    hostName,
    get problems() {
      return [...problems, ...announceProblems]
    },
    async close() {
      closing = true
      clearInterval(timer)
      await queue
      await Promise.all([announcer.close(), listeners?.close()])
    },
  }
  return lan
}
