import { statfs } from 'node:fs/promises'
import { isBuiltIn } from '../../app-modules/index.ts'
import type { AppModule } from '../../app-modules/manifest.ts'
import type { Backups } from '../backup/backups.ts'
import type { Events } from '../events/events.ts'
import { type Clock, minutes } from '../lib/clock.ts'
import { createMetrics, type Metrics } from '../lib/metrics.ts'
import { createPace, keepFresh } from '../lib/paced.ts'
import type { Action } from '../slots/rule.ts'
import type { Store } from '../storage/store.ts'
import { addCounts } from './add-counts.ts'
import { countAll } from './counts.ts'
import { addProcessFigures } from './process.ts'

/** The figures of a hub: counted as things happen, or read off when they are asked for. */
export interface HubMetrics extends Metrics {
  /** A sync was answered. @param ms since its first byte came in */
  synced(app: string, action: Action, ms: number): void
  /** A request by WebDAV was answered, be it refused. */
  davAnswered(method: string, ms: number): void
  /** The type of an app as figures name it. */
  labelOf(app: string): string
}

export interface HubMetricsParts {
  readonly store: Store
  readonly now: Clock
  readonly version: string
  readonly dataFolder: string
  readonly modules: ReadonlyMap<string, Pick<AppModule, 'folder'>>
  readonly events: Events
  readonly backups: Pick<Backups, 'last' | 'kept'>
  readonly paused: () => boolean
}

/** In seconds. Clients give up after five. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counting everything takes at most this share of the time, beyond the first moments of it. */
const countingShare = 0.005
const freeMs = 100
const countedAgain = minutes(15)
/** The first figures wait so long for the first count. */
const patienceMs = 1_000

export function createHubMetrics(parts: HubMetricsParts): HubMetrics {
  const { store, now, version, dataFolder, modules, events, backups, paused } = parts
  const metrics = createMetrics()
  const types = new Set([...modules].filter(([, one]) => isBuiltIn(one)).map(([type]) => type))
  const labelOf = (app: string) => (types.has(app) ? app : 'own')
  const counts = keepFresh(
    () => countAll(store, dataFolder, { pause: createPace(countingShare, freeMs) }),
    {
      now,
      maxAge: countedAgain,
      patienceMs,
    },
  )

  const syncs = metrics.counter({
    name: 'sxncd_syncs_total',
    help: 'Syncs that were answered, by app and by which copy was newer.',
    labels: ['app', 'action'],
  })
  const syncSeconds = metrics.histogram(
    {
      name: 'sxncd_sync_duration_seconds',
      help: 'From the first byte of a sync to its answer.',
      labels: ['action'],
    },
    bounds,
  )
  const davSeconds = metrics.histogram(
    {
      name: 'sxncd_webdav_duration_seconds',
      help: 'From the first byte of a WebDAV request to the last of its answer.',
      labels: ['method'],
    },
    bounds,
  )
  const changes = metrics.counter({
    name: 'sxncd_file_changes_total',
    help: 'Files that were stored, deleted or restored, by app.',
    labels: ['app', 'action'],
  })
  events.listen((event) => {
    if (event.kind === 'file') changes.add(1, labelOf(event.app), event.action)
  })

  metrics.read(
    'gauge',
    {
      name: 'sxncd_build_info',
      help: 'Which hub runs, on which Node; always 1.',
      labels: ['version', 'node'],
    },
    () => [{ value: 1, labels: [version, process.versions.node] }],
  )
  metrics.read(
    'gauge',
    { name: 'sxncd_paused', help: 'Whether the owner has paused the hub: 1 if so.' },
    () => Number(paused()),
  )
  addCounts(metrics, { store, counts, labelOf, backups, now, disk: () => statfs(dataFolder) })
  addProcessFigures(metrics)

  return {
    ...metrics,
    labelOf,
    synced(app, action, ms) {
      syncs.add(1, labelOf(app), action)
      syncSeconds.observe(ms / 1_000, action)
    },
    davAnswered: (method, ms) => davSeconds.observe(ms / 1_000, method),
  }
}
