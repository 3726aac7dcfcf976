import { type Events, tellDevice } from '../events/events.ts'
import { seconds } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { maxDevices } from '../storage/slot-bounds.ts'
import type { AppId, SlotWriter, Store, Version } from '../storage/store.ts'
import type { Author } from './file-tree.ts'

/** Notes who uses the files of an app: the device, and the key. */
export interface Presence {
  note(id: AppId, author: Author, now: number): Promise<void>
}

const often = seconds(30)
/** Room for devices that sync, which are refused where there are too many. */
const leftForOthers = 100
const mostNoted = 10_000

/** One client asks for many files; once in a while is enough to know that it is there. */
export function createPresence(store: Store, events: Events): Presence {
  const noted = new Map<string, number>()
  return {
    async note(id, author, now) {
      const { deviceName, keyId } = author
      const name = JSON.stringify([id.accountId, id.app, deviceName, keyId])
      const before = noted.get(name)
      if (before !== undefined && Math.abs(now - before) < often) return
      if (noted.size >= mostNoted) noted.clear()
      noted.set(name, now)
      const slot = { accountId: id.accountId, app: id.app }
      const isNew = await store.slots
        .update(slot, (open) => noteDevice(open, author, now))
        .catch((error) => {
          // That the device was there may be lost.
          if (!(error instanceof HubError)) throw error
          return false
        })
      if (isNew) tellDevice(events, slot, deviceName, true)
    },
  }
}

/**
 * @param version of the app's settings, where the device has just sent it
 * @returns whether it was not known before
 */
export async function noteDevice(
  slot: SlotWriter,
  { deviceName, keyId }: Author,
  now: number,
  version?: Version,
): Promise<boolean> {
  // A person who hands in a file names the device that it is from, and has no key.
  if (keyId !== '') slot.noteKeyUse(keyId, now)
  const known = await slot.device(deviceName)
  // A name that a client makes up for each visit keeps none of its files from it.
  if (!known && (await slot.devices()).length >= maxDevices - leftForOthers) return false
  const seen = { firstSeenAt: now, holds: 0, sent: 0, ...known }
  const holds = version && { holds: version.number, sent: version.number }
  await slot.putDevice({ ...seen, ...holds, name: deviceName, lastSeenAt: now, keyId }, 'soon')
  return !known
}
