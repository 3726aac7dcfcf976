import { HubError } from '../lib/errors.ts'
import type { Moment } from '../lib/steady-clock.ts'
import { maxDevices } from '../storage/slot-bounds.ts'
import type { SlotWriter, Store, UploadId } from '../storage/store.ts'
import { mergeParted, partingOf } from './parting.ts'
import { seeShared } from './per-device.ts'
import { copyOf, decide, isFirstContact, rank, rankAgain } from './rule.ts'
import { type Facts, type Outcome, storeUpload } from './store-upload.ts'
import type { SyncAnswer, SyncRequest } from './sync-request.ts'
import { untilSound } from './until-sound.ts'
import { contentIdOf } from './upload.ts'
import { withContent } from './with-content.ts'

/** Syncs one upload with its slot. Answers only what is already on disk. */
export function sync(store: Store, request: SyncRequest, moment: Moment): Promise<SyncAnswer> {
  return store.slots.update(request, (slot) => untilSound(() => syncSlot(slot, request, moment)))
}

async function syncSlot(
  slot: SlotWriter,
  request: SyncRequest,
  moment: Moment,
): Promise<SyncAnswer> {
  const facts = await factsOf(slot, request, moment)
  return storeUpload(slot, request, facts, await outcomeOf(slot, request, facts))
}

async function factsOf(slot: SlotWriter, request: SyncRequest, moment: Moment): Promise<Facts> {
  const { settings, savedAt, deviceName, firstContact, same, merging, perDevice } = request
  const { text } = settings
  const upload: UploadId = { contentId: contentIdOf(text), savedAt }
  const found = withContent(await slot.current())
  const current = found && copyOf(found, moment)
  const device = await slot.device(deviceName)
  if (!device) await checkDevices(slot)

  // The very same upload arrived when it came for the first time, not when it is sent again.
  const before = await slot.firstUploaded(upload)
  const incoming = {
    ...(before ? rankAgain(before, moment) : rank(savedAt, moment.now, current)),
    ...upload,
  }
  const adopts = firstContact === 'adopt' && isFirstContact(upload, device)
  const seen = perDevice && (await seeShared(slot, perDevice, { text, savedAt, device, found }))
  const arrived = { device, found, upload, before, text, same, merging }
  const mayPart = !adopts && seen?.alike?.is !== 'current'
  const parting = mayPart ? await partingOf(slot, arrived) : undefined
  return { moment, upload, found, current, device, before, incoming, adopts, parting, seen }
}

/** What becomes of an upload: by the rule of stamps, or by what it and the current version changed. */
async function outcomeOf(
  slot: SlotWriter,
  { settings, merging }: SyncRequest,
  { moment, upload, found, current, before, incoming, adopts, parting, seen }: Facts,
): Promise<Outcome> {
  const { now } = moment
  if (seen?.alike?.is === 'current') return { action: seen.neverSaved ? 'existingNewer' : 'none' }
  // The device has changed nothing but what stays on it, whenever it was saved.
  if (seen?.alike?.is === 'held' && !parting?.edited) return { action: 'existingNewer' }
  const byStamps = decide({ current, incoming, now, resentOf: before?.number, adopts })
  if (!merging || !found) return { action: byStamps }
  // Whoever goes on from what is current is newer, whatever the clock of the device says.
  if (parting?.ahead) return { action: 'incomingNewer' }
  if (parting?.edited) {
    // Which copy is newer is decided by the rule, which knows of wrong clocks.
    const newer = byStamps === 'incomingNewer' ? 'mine' : 'theirs'
    const merged = await mergeParted(slot, parting, settings, newer, merging.merge)
    if (!merged) return { action: byStamps }
    return contentIdOf(merged.text) === upload.contentId
      ? { action: 'incomingNewer', choices: merged.choices }
      : { action: 'existingNewer', choices: merged.choices, merged: merged.text }
  }
  // What the hub has seen before is in what is current, as far as nobody has changed it since.
  const isKnown = parting || (before && before.number !== found.number)
  return { action: isKnown ? 'existingNewer' : byStamps }
}

async function checkDevices(slot: SlotWriter): Promise<void> {
  const devices = await slot.devices()
  if (devices.length >= maxDevices) throw new HubError('too_many_devices', { limit: maxDevices })
}
