import type { Events, HubEvent } from '../events/events.ts'
import { type Clock, hours, minutes } from '../lib/clock.ts'
import { createBuckets } from '../lib/token-bucket.ts'
import { flaggedWith } from '../slots/flags.ts'
import type { SlotId, Store } from '../storage/store.ts'
import type { Notice } from './notice.ts'
import type { Notify } from './notify.ts'
import { type BackupFacts, standingNotices } from './standing.ts'

export interface WatchParts {
  readonly notify: Pick<Notify, 'tell' | 'over'>
  readonly store: Store
  readonly events: Events
  readonly now: Clock
  readonly backups: () => Promise<BackupFacts>
  readonly onError: (error: unknown) => void
}

export interface Watch {
  /** A key that came from there was not taken. */
  keyRefused(from: string): void
  /** Looks for what nobody tells of by itself. */
  look(): Promise<void>
  /** Resolves once nothing is under way. */
  stop(): Promise<void>
}

const often = minutes(10)
/** What is wrong from the start is told soon. */
const first = minutes(1)
/** So many keys of one address are refused within a day before it is told. */
export const refusedKeys = { burst: 10, refillMs: hours(2) }

/** Finds out what the owner may want to know of, from the events of the hub and by looking. */
export function watchForNotices(parts: WatchParts): Watch {
  const { notify, store, events, now, onError } = parts
  const refused = createBuckets(refusedKeys, now)
  const underway = new Set<Promise<void>>()
  let standing: readonly Notice[] = []

  const run = (work: Promise<void>) => {
    const done = work.catch(onError).finally(() => underway.delete(done))
    underway.add(done)
  }

  /** What members keep is theirs alone, so the owner is told of their own things. */
  const isOwners = async (accountId: string) =>
    (await store.accounts.get(accountId))?.role === 'owner'

  const tellIfOwners = async (notice: Notice & { readonly accountId: string }) => {
    if (await isOwners(notice.accountId)) notify.tell(notice)
  }

  const lookForShrink = async (id: SlotId, number: number) => {
    if (!(await isOwners(id.accountId))) return
    const flagged = await store.slots.read(id, (slot) => flaggedWith(slot, number))
    if (flagged?.flag !== 'shrunk') return
    const { after, before } = flagged
    const { accountId, app, path } = id
    notify.tell({
      ...{ kind: 'shrink', accountId, app, path, deviceName: after.deviceName },
      ...{ version: after.number, replaced: before.number, before: before.size, after: after.size },
    })
  }

  const hear = (event: HubEvent) => {
    switch (event.kind) {
      case 'slot':
        if (event.action === 'incomingNewer') run(lookForShrink(event, event.version))
        break
      case 'file':
        if (event.action === 'stored') run(lookForShrink(event, event.version))
        break
      case 'device': {
        const { accountId, app, name: deviceName, isNew } = event
        if (isNew) run(tellIfOwners({ kind: 'device', accountId, app, deviceName }))
        break
      }
      case 'conflict': {
        const { accountId, app, deviceName } = event
        if (event.status === 'open')
          run(tellIfOwners({ kind: 'conflict', accountId, app, deviceName }))
        break
      }
      case 'pairing':
        if (event.asked) notify.tell({ kind: 'pairing', ...event.asked })
        break
      case 'hub':
        // A backup went well or not.
        run(look())
        break
    }
  }

  const look = async () => {
    const found = standingNotices({
      free: await store.freeSpace().catch(() => undefined),
      damaged: store.status().problems.length,
      backups: await parts.backups(),
      now: now(),
    })
    for (const notice of standing) {
      if (!found.some(({ kind }) => kind === notice.kind)) notify.over(notice)
    }
    standing = found
    for (const notice of found) notify.tell(notice)
  }

  const stopListening = events.listen(hear)
  const firstTimer = setTimeout(() => run(look()), first).unref()
  const timer = setInterval(() => run(look()), often).unref()
  return {
    keyRefused(from) {
      if (refused.take(from) > 0) notify.tell({ kind: 'key', from })
    },
    look,
    async stop() {
      stopListening()
      clearTimeout(firstTimer)
      clearInterval(timer)
      await Promise.all(underway)
    },
  }
}
