import type { Hub } from '../../server/hub.ts'
import { summarise } from '../../server/slots/history.ts'
import { problemsOf } from '../problems.ts'
import type { LastSync } from '../status.ts'
import type { StatusStore } from '../status-store.ts'
import type { Texts } from '../texts.ts'
import type { HubApi } from './hub-api.ts'
import type { RunningHub } from './run-hub.ts'

export interface WatchParts {
  readonly running: RunningHub
  readonly api: Pick<HubApi, 'pairings'>
  readonly status: StatusStore
  readonly texts: Texts
  readonly now: () => number
  readonly linksProblem: () => string | undefined
  readonly onError: (error: unknown) => void
}

export interface HubWatch {
  /** Brings the status in line with the hub now. */
  look(): Promise<void>
  /** The same in a moment, once for all that happens meanwhile. */
  lookSoon(): void
  close(): void
}

/** Many syncs at once are one change of the menu. */
const settleMs = 200
/** In a hub of so many slots, the last sync before the start is not looked for. */
const mostSlots = 500

/** Keeps the status in line with the hub: told by its events, without asking again and again. */
export function watchHub(parts: WatchParts): HubWatch {
  const { running, status, texts, now } = parts
  let timer: NodeJS.Timeout | undefined
  let lastSync: LastSync | undefined
  const nameOf = (app: string) => running.hub.apps.all.get(app)?.name ?? app

  const look = async () => {
    const pairings = await parts.api.pairings()
    const { hub } = running
    const { lan, store } = hub
    const facts = {
      port: running.port,
      takenPort: running.takenPort,
      store: store.status(),
      lan,
      links: status.get().links,
      linksProblem: parts.linksProblem(),
    }
    status.set({
      address: lan.addresses()[0]?.url ?? running.url,
      lan: lan.on,
      paused: hub.paused(),
      problems: problemsOf(facts, texts),
      pairings: pairings.map(({ id, deviceName, app, code }) => ({
        id,
        deviceName,
        app: nameOf(app),
        code,
      })),
      lastSync,
    })
  }

  const lookSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      look().catch(parts.onError)
    }, settleMs)
  }

  running.attach((hub) => {
    // One that takes the place of another may hold other things.
    lookSoon()
    return hub.events.listen((event) => {
      if (event.kind === 'device') {
        lastSync = { device: event.name, app: nameOf(event.app), at: now() }
      }
      if (event.kind !== 'session' && event.kind !== 'keys') lookSoon()
    })
  })

  return {
    async look() {
      lastSync ??= await lastSyncOf(running.hub, nameOf)
      await look()
    },
    lookSoon,
    close: () => clearTimeout(timer),
  }
}

/** Which device synced last before the program began. */
async function lastSyncOf(
  { store }: Hub,
  nameOf: (app: string) => string,
): Promise<LastSync | undefined> {
  const ids = await store.slots.list()
  if (ids.length > mostSlots) return undefined
  const slots = await Promise.all(
    ids.map(async (id) => {
      const { devices } = await summarise(store, id)
      return devices.map((one) => ({
        device: one.name,
        app: nameOf(id.app),
        at: one.lastSeenAt,
      }))
    }),
  )
  return slots.flat().sort((a, b) => b.at - a.at)[0]
}
