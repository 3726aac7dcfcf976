import type { FirstContact } from '../../app-modules/manifest.ts'
import { HubError } from '../lib/errors.ts'
import { clockTolerance, type Moment } from '../lib/steady-clock.ts'
import { maxDevices } from '../storage/slot-bounds.ts'
import type { Device, SlotWriter, Store, UploadId, Version } from '../storage/store.ts'
import { newVersion } from './new-version.ts'
import { makeRoomForVersion } from './retention.ts'
import { type Action, copyOf, decide, isFirstContact, rank, rankAgain } from './rule.ts'
import { untilSound } from './until-sound.ts'
import { contentIdOf, type IncomingSettings, sourceFor } from './upload.ts'
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
}

export interface SyncAnswer {
  readonly action: Action
  /** The newest settings, as JSON text in the type of the request. */
  readonly data: string
  /** The version that the device holds from now on. */
  readonly version: Version
  /** The version that this sync added to the slot, applied or not. */
  readonly added?: Version
  /** The slot had never seen the device. */
  readonly isNewDevice: boolean
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
  const { now } = moment
  const { settings, savedTs, savedAt } = request
  const upload: UploadId = { contentId: contentIdOf(settings.text), savedAt }
  const found = withContent(await slot.current())
  const current = found && copyOf(found, moment)
  const device = await slot.device(request.deviceName)
  if (!device) await checkDevices(slot)

  // The very same upload arrived when it came for the first time, not when it is sent again.
  const before = await slot.firstUploaded(upload)
  const incoming = {
    ...(before ? rankAgain(before, moment) : rank(savedAt, now, current)),
    ...upload,
  }
  const adopts = request.firstContact === 'adopt' && isFirstContact(upload, device)
  const action = decide({ current, incoming, now, resentOf: before?.number, adopts })

  const applied = action === 'created' || action === 'incomingNewer'
  const winner = applied ? undefined : found
  // Read before anything is stored: a copy that turns out damaged changes the decision.
  const data =
    winner && winner.contentId !== upload.contentId
      ? sourceFor(await slot.settings(winner), settings.type)
      : settings.source
  // When a future stamp first arrived must be known later on, so it is kept with known content too.
  const known = applied
    ? undefined
    : incoming.future
      ? before
      : await slot.firstWith(upload.contentId)
  if (!known) await makeRoomForVersion(slot)
  const sent =
    known ??
    (await slot.append(
      newVersion({
        ...{ incoming, applied, current, settings, savedTs },
        ...{ receivedAt: now, steadyAt: moment.steady },
        deviceName: request.deviceName,
      }),
      settings,
    ))
  const version = winner ?? sent
  const { clockAhead: _, ...seenBefore } = device ?? {}
  const seen: Device = {
    firstSeenAt: now,
    ...(!device && adopts && winner && { adopted: upload }),
    ...seenBefore,
    ...(savedAt > now + clockTolerance && { clockAhead: savedAt - now }),
    name: request.deviceName,
    lastSeenAt: now,
    keyId: request.keyId,
    holds: version.number,
    sent: sent.number,
  }
  // An upload that was stored tells of its device; without one, a new device must not be forgotten.
  await slot.putDevice(seen, !device && known ? 'now' : 'soon')
  slot.noteKeyUse(request.keyId, now)
  const isNewDevice = device === undefined
  return { action, data, version, isNewDevice, ...(!known && { added: sent }) }
}

async function checkDevices(slot: SlotWriter): Promise<void> {
  const devices = await slot.devices()
  if (devices.length >= maxDevices) throw new HubError('too_many_devices', { limit: maxDevices })
}
