import type { Events } from '../events/events.ts'
import { realTimers, type Timers } from '../lib/timers.ts'
import type { NotifyTarget } from '../storage/notify-target.ts'
import type { Store } from '../storage/store.ts'
import { type Notify, type NotifyLog, type NotifyParts, startNotify } from './notify.ts'
import type { BackupFacts } from './standing.ts'
import { type Watch, watchForNotices } from './watch.ts'

export type NotifyOverrides = NonNullable<NotifyParts['post']> & { readonly timers?: Timers }

/** What is asked of the backups of the hub. */
interface BackupsSeen {
  schedule(): { readonly everyHours: number }
  last(): BackupFacts['last']
  readonly kept: {
    list(): Promise<readonly { readonly verified: boolean; readonly createdAt: number }[]>
  }
}

export interface NotificationsParts {
  readonly config: {
    readonly notifyTargets: readonly NotifyTarget[] | undefined
    readonly notifyPrivate: boolean
    readonly publicUrl: string | undefined
  }
  readonly store: Store
  readonly events: Events
  readonly backups: BackupsSeen
  readonly speaker: {
    readonly hubName: () => string
    readonly appName: (type: string) => string
  }
  readonly now: () => number
  readonly log: NotifyLog
  readonly overrides?: NotifyOverrides | undefined
}

/** Finds out what the owner may want to know of, and tells them. */
export function startNotifications(parts: NotificationsParts): { notify: Notify; watch: Watch } {
  const { config, store, events, speaker, now, log, overrides } = parts
  const notify = startNotify({
    ...{ store, now, log, post: overrides },
    fixed: config.notifyTargets ?? [],
    allowPrivate: config.notifyPrivate,
    timers: overrides?.timers ?? realTimers,
    speaker: () => ({
      hub: { id: store.hub.id, name: speaker.hubName() },
      publicUrl: config.publicUrl,
      appName: speaker.appName,
    }),
  })
  const watch = watchForNotices({
    ...{ notify, store, events, now },
    backups: () => backupFacts(parts.backups, store.hub.createdAt),
    onError: (err) => log.error({ err }, 'what happened could not be looked at'),
  })
  return { notify, watch }
}

/** Where the last backup went well, no other counts. */
async function backupFacts(
  { schedule, last, kept }: BackupsSeen,
  madeAt: number,
): Promise<BackupFacts> {
  const latest = last()
  const isBad = latest?.failure !== undefined || latest?.leftOut !== undefined
  const found = isBad ? await kept.list().catch(() => []) : []
  const newest = found.find(({ verified }) => verified)?.createdAt
  return { everyHours: schedule().everyHours, last: latest, newest, madeAt }
}
