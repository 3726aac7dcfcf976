import type { Key } from '../../../server/api/schemas/accounts.ts'
import type { Device, Slot } from '../../../server/api/schemas/slots.ts'

/**
 * The device that came through with a new key: one that was not there before, or one of the same
 * name that has synced since the key was made.
 */
export function arrivedDevice(
  slot: Slot | undefined,
  key: Pick<Key, 'name' | 'createdAt'>,
  before: ReadonlySet<string>,
): Device | undefined {
  return slot?.devices.find(
    (device) =>
      !before.has(device.name) ||
      (device.name === key.name && Date.parse(device.lastSeenAt) >= Date.parse(key.createdAt)),
  )
}
