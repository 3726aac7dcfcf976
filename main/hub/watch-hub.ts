import { problemsOf } from '../problems.ts'
import type { Conflict, LastSync } from '../status.ts'
import type { StatusStore } from '../status-store.ts'
import type { Texts } from '../texts.ts'
import type { HubApi } from './hub-api.ts'
import type { RunningHub } from './run-hub.ts'

export interface WatchParts {
  readonly running: RunningHub
  readonly api: Pick<HubApi, 'pairings' | 'lastSync' | 'conflicts'>
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

/** Keeps the status in line with the hub: told by its events, without asking again and again. */
export function watchHub(parts: WatchParts): HubWatch {
  const { running, status, texts, now } = parts
  let timer: NodeJS.Timeout | undefined
  let lastSync: LastSync | undefined
  const nameOf = (app: string) => running.hub.appName(app)

  /** Undefined where they must be asked for anew: syncs come often, conflicts do not. */
  let conflicts: readonly Conflict[] | undefined

  const look = async () => {
    conflicts ??= await parts.api.conflicts()
    const pairings = await parts.api.pairings()
    const { address, lan, store, paused } = running.hub.status()
    const facts = {
      port: running.port,
      takenPort: running.takenPort,
      store,
      lan,
      links: status.get().links,
      linksProblem: parts.linksProblem(),
    }
    status.set({
      address: address ?? running.url,
      lan: lan.on,
      paused,
      problems: problemsOf(facts, texts),
      pairings: pairings.map(({ id, deviceName, app, code }) => ({
        id,
        deviceName,
        app: nameOf(app),
        code,
      })),
      conflicts,
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
    conflicts = undefined
    lookSoon()
    return hub.events.listen((event) => {
      if (event.kind === 'device') {
        lastSync = { device: event.name, app: nameOf(event.app), at: now() }
      }
      // A later upload can end a conflict, or begin one.
      if (['slot', 'conflict', 'hub'].includes(event.kind)) conflicts = undefined
      if (event.kind !== 'session' && event.kind !== 'keys') lookSoon()
    })
  })

  return {
    async look() {
      lastSync ??= await parts.api.lastSync()
      await look()
    },
    lookSoon,
    close: () => clearTimeout(timer),
  }
}
