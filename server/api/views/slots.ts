import { isoTime } from '../../lib/clock.ts'
import type { Conflict } from '../../slots/conflicts.ts'
import type { Flagged } from '../../slots/flags.ts'
import { holdsCurrent, type SlotSummary } from '../../slots/history.ts'
import type { UnreadableSlot } from '../../slots/summaries.ts'
import type { Device, Version } from '../../storage/store.ts'
import type * as history from '../schemas/history.ts'
import type * as answers from '../schemas/slots.ts'

export function versionView(
  version: Version,
  current: boolean,
  flagged?: Flagged,
  conflict?: Conflict,
): history.Version {
  return {
    version: version.number,
    savedTs: version.savedTs,
    receivedAt: isoTime(version.receivedAt),
    deviceName: version.deviceName,
    type: version.type,
    size: version.size,
    contentId: version.contentId,
    applied: version.applied,
    current,
    ...(version.encrypted !== undefined && { encrypted: version.encrypted }),
    ...flagged,
    ...(version.mark && { mark: version.mark }),
    ...(version.restored !== undefined && { restored: version.restored }),
    ...(version.conflict && {
      conflict: {
        ...version.conflict,
        ...(conflict && { otherDevice: conflict.other.deviceName, status: conflict.status }),
      },
    }),
    ...(version.merged && { merged: version.merged }),
  }
}

export const deviceView = (
  device: Device,
  account: string,
  app: string,
  slot: SlotSummary,
): answers.Device => ({
  account,
  app,
  name: device.name,
  firstSeenAt: isoTime(device.firstSeenAt),
  lastSeenAt: isoTime(device.lastSeenAt),
  version: device.holds,
  // Who keeps files only has no settings to be behind with.
  inStep: device.holds === 0 || holdsCurrent(slot, device),
  ...(device.clockAhead !== undefined && { clockAheadMs: device.clockAhead }),
})

export const unreadableView = (
  slots: readonly UnreadableSlot[],
  nameOf: (accountId: string) => string,
): { unreadable?: answers.Unreadable } =>
  slots.length === 0
    ? {}
    : {
        unreadable: slots.map(({ id, reason }) => ({
          account: nameOf(id.accountId),
          app: id.app,
          reason,
        })),
      }
