import { days, hours } from '../lib/clock.ts'
import type { NoticeKind } from '../lib/notify-words.ts'

/** Settings or a file of somebody. */
interface Place {
  readonly accountId: string
  /** The type of the app. */
  readonly app: string
  readonly path?: string | undefined
  readonly deviceName: string
}

/** Something that the owner may want to know of at once. It holds no settings and no secret. */
export type Notice =
  /** What came is much smaller than what was there. */
  | (Place & {
      readonly kind: 'shrink'
      readonly version: number
      readonly replaced: number
      /** In bytes. */
      readonly before: number
      readonly after: number
    })
  /** Two devices have changed the same thing apart from each other. */
  | (Place & { readonly kind: 'conflict' })
  | {
      readonly kind: 'pairing'
      readonly id: string
      readonly deviceName: string
      readonly app: string
    }
  | (Place & { readonly kind: 'device' })
  /** One address sends keys that are not taken, again and again. */
  | { readonly kind: 'key'; readonly from: string }
  | { readonly kind: 'backup'; readonly state: 'failed'; readonly reason: BackupReason }
  | { readonly kind: 'backup'; readonly state: 'incomplete' }
  | { readonly kind: 'backup'; readonly state: 'late'; readonly since?: number | undefined }
  /** @param free what is left, in bytes */
  | { readonly kind: 'disk'; readonly free: number }
  | { readonly kind: 'damage'; readonly count: number }
  | { readonly kind: 'update'; readonly version: string }

export type BackupReason = 'unreadable' | 'full' | 'gone' | 'unwritable' | 'other'

/** What a message says: a notice, that more happened than is told one by one, or that it is a test. */
export type Telling =
  | Notice
  | { readonly kind: 'summary'; readonly counts: Readonly<Partial<Record<NoticeKind, number>>> }
  | { readonly kind: 'test' }

/** What is the same is not told again before so long: some things go on, others are over. */
const againAfter: Readonly<Record<NoticeKind, number>> = {
  shrink: Number.POSITIVE_INFINITY,
  conflict: hours(1),
  pairing: Number.POSITIVE_INFINITY,
  device: Number.POSITIVE_INFINITY,
  key: days(1),
  backup: days(1),
  disk: days(1),
  damage: Number.POSITIVE_INFINITY,
  update: Number.POSITIVE_INFINITY,
}

/** What makes two notices the same. */
export function sameAs(notice: Notice): string {
  switch (notice.kind) {
    case 'shrink':
    case 'conflict':
    case 'device': {
      const { kind, accountId, app, path = '', deviceName } = notice
      const what = kind === 'shrink' ? notice.version : kind === 'device' ? deviceName : ''
      return JSON.stringify([kind, accountId, app, path, what])
    }
    case 'pairing':
      return `pairing ${notice.id}`
    case 'key':
      return `key ${notice.from}`
    case 'backup':
      return `backup ${notice.state}`
    case 'disk':
      return 'disk'
    case 'damage':
      return `damage ${notice.count}`
    case 'update':
      return `update ${notice.version}`
  }
}

/** As many as are remembered; the oldest are forgotten. */
export const maxRemembered = 1_000

/** Tells whether a notice is news, and remembers it; `over` says that it may come anew. */
export function createNews(now: () => number) {
  const told = new Map<string, number>()
  return {
    isNew(notice: Notice): boolean {
      const name = sameAs(notice)
      const before = told.get(name)
      // After a clock was set back, a time in the future counts as one that is over.
      const passed = before === undefined || before > now() ? undefined : now() - before
      if (passed !== undefined && passed < againAfter[notice.kind]) return false
      told.delete(name)
      told.set(name, now())
      const [oldest] = told.keys()
      if (told.size > maxRemembered && oldest !== undefined) told.delete(oldest)
      return true
    },
    over(name: string): void {
      told.delete(name)
    },
    get size() {
      return told.size
    },
  }
}
