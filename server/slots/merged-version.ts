import { isoTime } from '../lib/clock.ts'
import type { Moment } from '../lib/steady-clock.ts'
import type { MergeMark, SettingsType, SlotWriter, Version } from '../storage/store.ts'
import { makeRoomForVersion } from './retention.ts'
import { contentIdOf, sizeOf } from './upload.ts'

export interface Merging {
  readonly text: string
  /** What is current, and is replaced. */
  readonly current: Version
  readonly mark: MergeMark
  /** The version that it has the values of that stay on each device. */
  readonly like: Version
  readonly deviceName: string
  readonly moment: Moment
  /** It counts as saved then, in ms: later than all that it was made of. */
  readonly newest: number
}

/** Keeps what two versions were merged into. It is current then, and every device takes it. */
export async function storeMerged(slot: SlotWriter, merging: Merging): Promise<Version> {
  const { text, current, like, mark, deviceName, moment, newest } = merging
  const type = mergedType(text, current)
  const size = sizeOf(text)
  const ownSize = like.sharedSize === undefined ? undefined : like.size - like.sharedSize
  await makeRoomForVersion(slot)
  return slot.append(
    {
      deviceName,
      type,
      contentId: contentIdOf(text),
      size,
      ...(ownSize !== undefined && { sharedSize: Math.max(0, size - ownSize) }),
      encrypted: false,
      savedTs: isoTime(newest),
      savedAt: newest,
      effectiveAt: newest,
      future: false,
      receivedAt: moment.now,
      steadyAt: moment.steady,
      applied: true,
      merged: mark,
    },
    { type, text },
  )
}

/** The type of what was current: whoever reads the settings gets them as before. */
export const mergedType = (text: string, current: Version): SettingsType =>
  current.type === 'json' && !text.startsWith('\ufeff') ? 'json' : 'text'
