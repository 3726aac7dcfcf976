import { isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import type { Moment } from '../lib/steady-clock.ts'
import { newVersion } from '../slots/new-version.ts'
import { copyOf, decide, rank } from '../slots/rule.ts'
import { contentIdOf, sizeOf } from '../slots/upload.ts'
import { maxDevices } from '../storage/slot-bounds.ts'
import type { Device, SlotId, SlotWriter, Store, Version } from '../storage/store.ts'
import type { ImportedSlot, Outcome } from './imported.ts'

export interface Placing {
  /** The key that its devices use. */
  readonly keyId: string
  readonly moment: Moment
  readonly dryRun: boolean
}

export type Placed = Outcome['slots'][number] & { readonly added?: Version }

/**
 * Brings settings of another server into a slot by the rule of every sync: what loses goes into the
 * history. Brought again, nothing changes.
 */
export function placeSettings(
  store: Store,
  id: SlotId,
  imported: ImportedSlot,
  placing: Placing,
): Promise<Placed> {
  return store.slots.update(id, async (slot) => {
    const { outcome, version, added } = await placeVersion(slot, imported, placing)
    const newDevices = await placeDevices(slot, imported, version, placing)
    const size = sizeOf(imported.text)
    return { app: id.app, outcome, size, newDevices, ...(added && version && { added: version }) }
  })
}

async function placeVersion(
  slot: SlotWriter,
  { text, savedAt, arrivedAt, deviceName }: ImportedSlot,
  { moment, dryRun }: Placing,
) {
  const upload = { contentId: contentIdOf(text), savedAt }
  const before = await slot.firstUploaded(upload)
  if (before) return { outcome: 'known' as const, version: before, added: false }
  const { now } = moment
  const found = await slot.current()
  const current = found && copyOf(found, moment)
  // It arrived at the other server, by whose clock it is ranked; a clock ahead of ours is not believed.
  const receivedAt = Math.min(arrivedAt, now)
  const incoming = { ...upload, ...rank(savedAt, receivedAt, current) }
  const action = decide({ current, incoming, now, resentOf: undefined, adopts: false })
  const applied = action === 'created' || action === 'incomingNewer'
  const known = applied ? undefined : await slot.firstWith(upload.contentId)
  if (action === 'none' || known) {
    return { outcome: 'known' as const, version: known ?? found, added: false }
  }
  if (dryRun) return { outcome: action, version: undefined, added: false }
  const settings = { type: 'text', text } as const
  const arrival = { incoming, applied, current, settings, receivedAt, deviceName }
  const version = await slot.append(newVersion({ ...arrival, savedTs: isoTime(savedAt) }), settings)
  return { outcome: action, version, added: true }
}

/** Devices that the slot does not know; what it knows of the others is newer. @returns their names */
async function placeDevices(
  slot: SlotWriter,
  imported: ImportedSlot,
  version: Version | undefined,
  { keyId, moment: { now }, dryRun }: Placing,
): Promise<string[]> {
  const fresh: Device[] = []
  for (const one of imported.devices) {
    const isLast = one.name === imported.deviceName
    // Which version the others hold, the other server did not note.
    const holds = (isLast && version?.number) || 0
    const lastSeenAt = isLast ? Math.max(one.lastSeenAt, imported.arrivedAt) : one.lastSeenAt
    const seenAt = Math.min(lastSeenAt, now)
    const firstSeenAt = Math.min(one.firstSeenAt, seenAt)
    const device = { name: one.name, firstSeenAt, lastSeenAt: seenAt, keyId, holds, sent: holds }
    const known = await slot.device(one.name)
    // After a crash a slot knows its device from the version alone.
    if (!known || (known.keyId === '' && known.lastSeenAt <= seenAt)) fresh.push(device)
  }
  if (fresh.length > 0 && (await slot.devices()).length + fresh.length > maxDevices) {
    throw new HubError('too_many_devices', { limit: maxDevices })
  }
  if (!dryRun) for (const device of fresh) await slot.putDevice(device, 'now')
  return fresh.map(({ name }) => name)
}
