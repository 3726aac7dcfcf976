import type { DevicesData } from '../document-schema.ts'
import { isUpload } from '../is-upload.ts'
import { maxDevices, maxKeyUses } from '../slot-bounds.ts'
import type { Device, UploadId } from '../store.ts'
import type { VersionHeader } from '../version-schema.ts'
import type { StoredVersion } from './version-file.ts'

/**
 * The document together with what the uploads tell of devices: the document follows seconds later,
 * the upload was on disk before its answer. What earlier hubs kept without bound is cut down.
 */
export function withDevicesOf(
  { devices: noted, keyUse, toldUpTo = 0, forgotten, dismissed }: DevicesData,
  stored: readonly StoredVersion[],
): DevicesData {
  const devices = new Map(Object.entries(noted))
  let current = 0
  for (const { header } of stored) {
    if (header.applied) current = header.number
    if (header.merged) takeMerged(devices, header)
    // A person may have brought it back, or deleted it in the window.
    if (!isUpload(header) || header.mark || header.number <= toldUpTo) continue
    if (forgotten && header.number <= forgottenUpTo(forgotten, header.deviceName)) continue
    const known = devices.get(header.deviceName)
    if (known && known.lastSeenAt >= header.receivedAt) continue
    // The version has them, newer than what was noted.
    const { own: _, ...others } = known ?? {}
    const device: Device = {
      ...(!known && !header.applied && { adopted: uploadOf(header) }),
      keyId: '',
      firstSeenAt: header.receivedAt,
      ...others,
      name: header.deviceName,
      lastSeenAt: header.receivedAt,
      holds: current,
      sent: header.number,
    }
    devices.set(header.deviceName, device)
  }
  const last = stored.at(-1)?.header.number ?? 0
  const told = forgotten ? Math.max(toldUpTo, last) : toldUpTo
  return {
    devices: newest(devices, maxDevices, ({ lastSeenAt }) => lastSeenAt),
    keyUse: newestUses(keyUse),
    ...(told > 0 && { toldUpTo: told }),
    ...(dismissed && { dismissed }),
  }
}

/** What the hub made of an upload was the answer to it. */
function takeMerged(devices: Map<string, Device>, { merged, deviceName, number }: VersionHeader) {
  const device = devices.get(deviceName)
  if (merged?.by !== 'hub' || !device || device.sent !== merged.conflict) return
  if (device.holds < number) devices.set(deviceName, { ...device, holds: number })
}

/** Notes the use of a key. */
export function withKeyUse(data: DevicesData, keyId: string, at: number): DevicesData {
  const keyUse = { ...data.keyUse, [keyId]: at }
  const isFull = !Object.hasOwn(data.keyUse, keyId) && Object.keys(keyUse).length > maxKeyUses
  return { ...data, keyUse: isFull ? newestUses(keyUse) : keyUse }
}

/** Whether the document is far larger than what is left of it, and should be written soon. */
export const hasShrunk = (before: DevicesData, after: DevicesData): boolean =>
  before.forgotten !== undefined ||
  Object.keys(before.keyUse).length > Object.keys(after.keyUse).length ||
  Object.keys(before.devices).length > Object.keys(after.devices).length

const newestUses = (keyUse: DevicesData['keyUse']) =>
  newest(new Map(Object.entries(keyUse)), maxKeyUses, (at) => at)

function newest<T>(all: ReadonlyMap<string, T>, most: number, at: (one: T) => number) {
  if (all.size <= most) return Object.fromEntries(all)
  const sorted = [...all].sort(([, a], [, b]) => at(b) - at(a))
  return Object.fromEntries(sorted.slice(0, most))
}

const uploadOf = ({ contentId, savedAt }: VersionHeader): UploadId => ({ contentId, savedAt })

const forgottenUpTo = (forgotten: Readonly<Record<string, number>>, name: string): number =>
  Object.hasOwn(forgotten, name) ? (forgotten[name] ?? 0) : 0
