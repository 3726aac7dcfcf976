import type { FirstContact } from '../../app-modules/manifest.ts'
import { HubError } from '../lib/errors.ts'
import type { Moment } from '../lib/steady-clock.ts'
import { maxDevices } from '../storage/slot-bounds.ts'
import type { SlotWriter, Store, UploadId, Version } from '../storage/store.ts'
import type { Conflict } from './conflicts.ts'
import { type Merge, mergeParted, partingOf } from './parting.ts'
import { type Action, copyOf, decide, isFirstContact, rank, rankAgain } from './rule.ts'
import { type Facts, type Outcome, storeUpload } from './store-upload.ts'
import { untilSound } from './until-sound.ts'
import { contentIdOf, type IncomingSettings } from './upload.ts'
import { withContent } from './with-content.ts'

export interface SyncRequest {
  readonly accountId: string
  readonly app: string
  readonly keyId: string
  readonly firstContact: FirstContact
  readonly deviceName: string
  /** The stamp as sent, and its instant in ms. */
  readonly savedTs: string
  readonly savedAt: number
  readonly settings: IncomingSettings
  /** Whether two texts say the same: they may differ in what no person has changed. */
  readonly same?: (one: string, other: string) => boolean
  /** How to merge what does not conflict; without it the newest wins. */
  readonly merge?: Merge | undefined
}

export interface SyncAnswer {
  readonly action: Action
  /** The newest settings, as JSON text in the type of the request. */
  readonly data: string
  /** The version that the device holds from now on. */
  readonly version: Version
  /** The version that this sync added to the slot, applied or not; of two the one that is current. */
  readonly added?: Version
  /** This upload and another one were made at the same time. */
  readonly conflict?: Conflict
}

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
  const { settings, savedAt, deviceName, firstContact, same } = request
  const upload: UploadId = { contentId: contentIdOf(settings.text), savedAt }
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
  const arrived = { device, found, upload, before, text: settings.text, same }
  const parting = adopts ? undefined : await partingOf(slot, arrived)
  return { moment, upload, found, current, device, before, incoming, adopts, parting }
}

/** What becomes of an upload: by the rule of stamps, or by what it and the current version changed. */
async function outcomeOf(
  slot: SlotWriter,
  { settings, merge }: SyncRequest,
  { moment, upload, found, current, before, incoming, adopts, parting }: Facts,
): Promise<Outcome> {
  const { now } = moment
  const byStamps = decide({ current, incoming, now, resentOf: before?.number, adopts })
  if (!merge || !found) return { action: byStamps }
  if (parting?.edited) {
    // Which copy is newer is decided by the rule, which knows of wrong clocks.
    const newer = byStamps === 'incomingNewer' ? 'mine' : 'theirs'
    const merged = await mergeParted(slot, parting, settings, newer, merge)
    if (!merged) return { action: byStamps }
    return contentIdOf(merged.text) === upload.contentId
      ? { action: 'incomingNewer', choices: merged.choices }
      : { action: 'existingNewer', choices: merged.choices, merged: merged.text }
  }
  // What the hub has seen before is in what is current, as far as nobody has changed it since.
  const isKnown = parting || (before && before.number < found.number)
  return { action: isKnown ? 'existingNewer' : byStamps }
}

async function checkDevices(slot: SlotWriter): Promise<void> {
  const devices = await slot.devices()
  if (devices.length >= maxDevices) throw new HubError('too_many_devices', { limit: maxDevices })
}
