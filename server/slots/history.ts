import { isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import type { Moment } from '../lib/steady-clock.ts'
import type { Content, Device, Settings, Slot, SlotId, Store, Version } from '../storage/store.ts'
import { type Conflict, conflictsOf, openConflicts } from './conflicts.ts'
import { type Flagged, flaggedVersions } from './flags.ts'
import { makeRoomForVersion } from './retention.ts'
import { rankAgain } from './rule.ts'
import { untilSound } from './until-sound.ts'
import { withContent } from './with-content.ts'

/** A version of a slot, and whether it is the current one. */
export interface HistoryEntry {
  readonly version: Version
  readonly current: boolean
  readonly flagged: Flagged | undefined
  /** Its device and another one changed at the same time. */
  readonly conflict?: Conflict | undefined
}

/** Every version of a slot, newest first. */
export function listHistory(store: Store, id: SlotId): Promise<HistoryEntry[]> {
  return store.slots.read(id, async (slot) => {
    const [versions, current] = await Promise.all([slot.versions(), slot.current()])
    const flags = flaggedVersions(versions)
    const conflicts = conflictsOf(versions, await slot.dismissed())
    return versions
      .map((version) => ({
        version,
        current: version.number === current?.number,
        flagged: flags.get(version.number),
        conflict: conflicts.get(version.number),
      }))
      .reverse()
  })
}

/** One version, or the current one, as bytes to be read in parts. @throws HubError */
export function readContent(
  store: Store,
  id: SlotId,
  number?: number,
): Promise<{ version: Version; content: Content }> {
  return store.slots.read(id, async (slot) => {
    const read = async (version: Version) => ({ version, content: await slot.content(version) })
    return number === undefined
      ? untilSound(async () => read(await heldIn(slot)))
      : read(await versionOf(slot, number))
  })
}

/** How many versions a slot has. */
export function countVersions(store: Store, id: SlotId): Promise<number> {
  return store.slots.read(id, async (slot) => slot.count)
}

/** One version with its settings. @throws HubError where there is no such version. */
export function readVersion(store: Store, id: SlotId, number: number) {
  return store.slots.read(id, async (slot) => {
    const version = await versionOf(slot, number)
    const current = await slot.current()
    const settings = await slot.settings(version)
    return { version, current: version.number === current?.number, settings }
  })
}

/** The current version, if the slot is not empty; its settings are read by `readVersion`. */
export function currentVersion(store: Store, id: SlotId): Promise<Version | undefined> {
  return store.slots.read(id, async (slot) => withContent(await slot.current()))
}

/** The current version with its settings. @throws HubError where the slot is empty. */
export function readCurrent(
  store: Store,
  id: SlotId,
): Promise<{ version: Version; settings: Settings }> {
  return store.slots.read(id, (slot) =>
    untilSound(async () => {
      const version = await heldIn(slot)
      return { version, settings: await slot.settings(version) }
    }),
  )
}

/** The current version. @throws HubError `slot_empty` where nothing is held */
async function heldIn(slot: Slot): Promise<Version> {
  const version = withContent(await slot.current())
  if (!version) throw new HubError('slot_empty')
  return version
}

/**
 * Makes an earlier version current again, as a new version. Every device takes it on its next sync:
 * it is newer than what it replaces, and goes before all that the hub knew when it was made.
 */
export function restore(
  store: Store,
  id: SlotId,
  number: number,
  moment: Moment,
): Promise<Version> {
  return store.slots.update(id, async (slot) => {
    const version = await versionOf(slot, number)
    // There is nothing in it to bring back.
    if (version.mark) throw new HubError('version_unknown', { version: number })
    const current = await slot.current()
    const { now, steady } = moment
    // Newer than what it replaces. Copies that the hub knew before are told apart by the rule.
    const newest = current ? Math.max(now, rankAgain(current, moment).effectiveAt + 1) : now
    await makeRoomForVersion(slot)
    return slot.append(
      {
        deviceName: version.deviceName,
        type: version.type,
        contentId: version.contentId,
        size: version.size,
        ...(version.sharedSize !== undefined && { sharedSize: version.sharedSize }),
        ...(version.encrypted !== undefined && { encrypted: version.encrypted }),
        savedTs: isoTime(newest),
        savedAt: newest,
        effectiveAt: newest,
        future: false,
        receivedAt: now,
        steadyAt: steady,
        applied: true,
        restored: number,
      },
      version,
    )
  })
}

/** What a slot holds, at a glance. */
export interface SlotSummary {
  readonly current: Version | undefined
  readonly devices: readonly Device[]
  readonly versions: readonly Version[]
  /** Devices that changed at the same time, and wait for a person; oldest first. */
  readonly conflicts: readonly Conflict[]
  /** The size of all contents in bytes; the same content counts once. */
  readonly size: number
}

export function summarise(store: Store, id: SlotId): Promise<SlotSummary> {
  return store.slots.read(id, async (slot) => {
    const versions = await slot.versions()
    const sizes = new Map(versions.map(({ contentId, size }) => [contentId, size]))
    return {
      current: withContent(await slot.current()),
      devices: await slot.devices(),
      versions,
      conflicts: openConflicts(versions, await slot.dismissed()),
      size: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    }
  })
}

/** Whether a device holds what is current, be it under the number of an earlier version. */
export function holdsCurrent({ current, versions }: SlotSummary, { holds }: Device): boolean {
  if (holds === current?.number) return true
  const held = versions.find(({ number }) => number === holds)
  return held !== undefined && held.contentId === current?.contentId
}

async function versionOf(slot: Slot, number: number): Promise<Version> {
  const version = await slot.version(number)
  if (!version) throw new HubError('version_unknown', { version: number })
  return version
}
