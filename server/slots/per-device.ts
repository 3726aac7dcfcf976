import type { MergeHints } from '../merge/outcome.ts'
import { fillPerDevice, type OwnValues, splitPerDevice } from '../merge/per-device.ts'
import type { Device, KeptValues, Slot, SlotId, Store, Version } from '../storage/store.ts'
import { neverSaved, textOf } from './parting.ts'
import { untilSound } from './until-sound.ts'
import { contentIdOf } from './upload.ts'

/** What stays on each device, of the settings of one app. */
export interface PerDevice {
  readonly paths: readonly string[]
  /** @returns undefined for what is no JSON */
  split(text: string): { readonly shared: string; readonly own: OwnValues } | undefined
  /** @param paths those that `own` was split by, where they were others */
  fill(text: string, own: OwnValues | undefined, paths?: readonly string[]): string
}

export const perDeviceOf = (paths: readonly string[], hints: MergeHints): PerDevice => ({
  paths,
  split: (text) => splitPerDevice(text, paths, hints),
  fill: (text, own, others = paths) => fillPerDevice(text, own, others, hints),
})

export interface Texts {
  readonly base: string
  readonly mine: string
  readonly theirs: string
}

/** Three texts that differ in nothing that stays on each device: all have there what `keep` has. */
export function aligned({ split, fill }: PerDevice, texts: Texts, keep: 'mine' | 'theirs'): Texts {
  const own = split(texts[keep])?.own
  const before = split(texts.base)?.own
  const other = keep === 'mine' ? 'theirs' : 'mine'
  return {
    ...texts,
    base: fill(texts.base, own),
    // What `keep` has removed must not look as if the other one had changed it.
    [other]: fill(fill(texts[other], before), own),
  }
}

/** An upload, looked at without what stays on each device. */
export interface Seen {
  /** What to fill into the answer; undefined where the device has no values of its own yet. */
  readonly own: OwnValues | undefined
  /** What to keep of them; undefined where that is too much, or there is nothing new. */
  readonly keep: KeptValues | undefined
  /** The size of the rest, in bytes. */
  readonly sharedSize: number
  /**
   * A version that differs at most in what stays on each device, and what it is to the device.
   * `held`: what it had when it made the upload.
   */
  readonly alike:
    | { readonly version: Version; readonly is: 'current' | 'held' | 'sent' }
    | undefined
  readonly neverSaved: boolean
}

/** As much is kept for one device, in bytes. What has more is kept as a version in the history. */
const maxKept = 64 * 1024

interface Arrived {
  readonly text: string
  readonly savedAt: number
  readonly device: Device | undefined
  readonly found: Version | undefined
}

/** @returns undefined where the upload is no JSON: nothing of it can stay on the device */
export async function seeShared(
  slot: Slot,
  perDevice: PerDevice,
  { text, savedAt, device, found }: Arrived,
): Promise<Seen | undefined> {
  const parts = perDevice.split(text)
  if (!parts) return undefined
  const { paths } = perDevice
  const { shared, own } = parts
  const isNever = savedAt <= neverSaved
  const kept = device && keptFor(device, paths)
  const fits = Buffer.byteLength(JSON.stringify(own)) <= maxKept
  const contentId = contentIdOf(text)
  const isAlike = async (version: Version | undefined) => {
    if (!version) return false
    if (version.contentId === contentId) return true
    const other = await textOf(slot, version)
    return other !== undefined && perDevice.split(other)?.shared === shared
  }
  const alikeTo = async (): Promise<Seen['alike']> => {
    if (found && (await isAlike(found))) return { version: found, is: 'current' }
    const held = device && (await slot.version(device.holds))
    if (found && held && (await isAlike(held))) return { version: held, is: 'held' }
    const sent = device && (await slot.version(device.sent))
    if (!sent || !(await isAlike(sent))) return undefined
    const { upload } = device.own ?? {}
    const isAgain = upload?.contentId === contentId && upload.savedAt === savedAt
    return { version: sent, is: found && isAgain ? 'held' : 'sent' }
  }
  return {
    own: isNever ? kept : own,
    keep: isNever || !fits ? undefined : { paths, upload: { contentId, savedAt }, values: own },
    sharedSize: Buffer.byteLength(shared),
    alike: await alikeTo(),
    neverSaved: isNever,
  }
}

/** The values that are kept for a device, where the same is to stay on it as then. */
const keptFor = ({ own }: Device, paths: readonly string[]): OwnValues | undefined =>
  own && JSON.stringify(own.paths) === JSON.stringify(paths) ? own.values : undefined

/**
 * The values of a device in its last upload: as they are kept, or as they stand in the version that
 * it last sent, which differs from the upload in nothing else.
 * @returns undefined for a device that is not known
 */
export function ownOf(
  store: Store,
  id: SlotId,
  perDevice: PerDevice,
  name: string,
): Promise<OwnValues | undefined> {
  return store.slots.read(id, (slot) => untilSound(() => ownIn(slot, perDevice, name)))
}

async function ownIn(slot: Slot, perDevice: PerDevice, name: string) {
  const device = await slot.device(name)
  if (!device) return undefined
  const kept = keptFor(device, perDevice.paths)
  if (kept) return kept
  const sent = await slot.version(device.sent)
  const text = sent && (await textOf(slot, sent))
  if (text === undefined) return undefined
  const { own } = device
  return perDevice.split(own ? perDevice.fill(text, own.values, own.paths) : text)?.own
}
