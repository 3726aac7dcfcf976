import type { StatsFs } from 'node:fs'
import type { Backups } from '../backup/backups.ts'
import { type Clock, minutes } from '../lib/clock.ts'
import type { Metrics } from '../lib/metrics.ts'
import { keepFresh } from '../lib/paced.ts'
import type { Store } from '../storage/store.ts'
import type { Counts } from './counts.ts'

export interface CountedParts {
  readonly store: Store
  readonly now: Clock
  /** How much is stored, as it was counted last. */
  readonly counts: () => Promise<Counts | undefined>
  /** The type of an app as figures name it. */
  readonly labelOf: (app: string) => string
  readonly backups: Pick<Backups, 'last' | 'kept'>
  readonly disk: () => Promise<Pick<StatsFs, 'bavail' | 'blocks' | 'bsize'>>
}

type Counted = 'files' | 'versions' | 'devices' | 'unreadable' | 'bytes'

const counted: readonly (readonly [Counted, name: string, help: string])[] = [
  ['files', 'sxncd_files', 'Files of apps, also deleted ones; counted every 15 minutes.'],
  ['versions', 'sxncd_versions', 'Versions of settings and files; counted every 15 minutes.'],
  ['devices', 'sxncd_devices', 'Devices that have synced; counted every 15 minutes.'],
  ['unreadable', 'sxncd_unreadable_slots', 'Slots that cannot be read; counted every 15 minutes.'],
  ['bytes', 'sxncd_data_bytes', 'The size of the data folder; counted every 15 minutes.'],
]

/** What the hub holds, and how its disk and its backups are. */
export function addCounts(metrics: Metrics, parts: CountedParts): void {
  const { store, now, counts, labelOf, disk } = parts
  metrics.read(
    'gauge',
    {
      name: 'sxncd_slots',
      help: 'Slots that hold settings, by app; counted every 15 minutes.',
      labels: ['app'],
    },
    async () => {
      const found = await counts()
      return (
        found &&
        [...byLabel(found.slots, labelOf)].map(([app, value]) => ({ value, labels: [app] }))
      )
    },
  )
  for (const [field, name, help] of counted) {
    metrics.read('gauge', { name, help }, async () => (await counts())?.[field])
  }
  metrics.read('gauge', { name: 'sxncd_accounts', help: 'Accounts.' }, () => store.accounts.count())
  metrics.read('gauge', { name: 'sxncd_keys', help: 'API keys, also revoked ones.' }, () =>
    store.keys.count(),
  )
  metrics.read(
    'gauge',
    { name: 'sxncd_disk_free_bytes', help: 'Room that is left on the disk of the data folder.' },
    async () => {
      const { bavail, bsize } = await disk()
      return bavail * bsize
    },
  )
  metrics.read(
    'gauge',
    { name: 'sxncd_disk_size_bytes', help: 'The size of the disk of the data folder.' },
    async () => {
      const { blocks, bsize } = await disk()
      return blocks * bsize
    },
  )
  metrics.read(
    'gauge',
    { name: 'sxncd_storage_failed', help: 'Whether nothing can be stored any more: 1 if so.' },
    () => Number(store.status().failed !== undefined),
  )
  metrics.read(
    'gauge',
    {
      name: 'sxncd_set_aside_files',
      help: 'Damaged files that were set aside and are still kept.',
    },
    () => {
      const { problems, setAsideBefore = 0 } = store.status()
      return problems.length + setAsideBefore
    },
  )
  addBackups(metrics, parts, now)
}

/** Counts by app, with those that share a label added up. */
export function byLabel(counts: ReadonlyMap<string, number>, labelOf: (app: string) => string) {
  const sums = new Map<string, number>()
  for (const [app, count] of counts) {
    const label = labelOf(app)
    sums.set(label, (sums.get(label) ?? 0) + count)
  }
  return sums
}

function addBackups(metrics: Metrics, { backups }: CountedParts, now: Clock): void {
  const newest = keepFresh(
    async () => (await backups.kept.list()).find(({ verified }) => verified)?.createdAt,
    { now, maxAge: minutes(5), patienceMs: 1_000 },
  )
  metrics.read(
    'gauge',
    {
      name: 'sxncd_last_backup_timestamp_seconds',
      help: 'When the last backup was made that holds all, or was not needed as nothing had changed; since 1970.',
    },
    async () => {
      const last = backups.last()
      const isGood = last && last.problem === undefined && last.leftOut === undefined
      const at = Math.max(isGood ? last.at : 0, (await newest()) ?? 0)
      return at === 0 ? undefined : at / 1_000
    },
  )
  metrics.read(
    'gauge',
    {
      name: 'sxncd_last_backup_failed',
      help: 'Whether the last backup failed or is incomplete: 1 if so, 0 if not or none was due yet.',
    },
    () => {
      const last = backups.last()
      return Number(last?.problem !== undefined || last?.leftOut !== undefined)
    },
  )
}
