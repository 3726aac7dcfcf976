import { clockTolerance, type Moment } from '../lib/steady-clock.ts'
import type {
  ConflictMark,
  Device,
  Settings,
  SlotWriter,
  UploadId,
  Version,
} from '../storage/store.ts'
import type { Conflict } from './conflicts.ts'
import { mergedType, storeMerged } from './merged-version.ts'
import { newVersion } from './new-version.ts'
import type { Parting } from './parting.ts'
import type { Seen } from './per-device.ts'
import { makeRoomForVersion } from './retention.ts'
import type { Action, Copy } from './rule.ts'
import type { SyncAnswer, SyncRequest } from './sync-request.ts'
import { sourceFor } from './upload.ts'

/** What the slot knows of an upload. */
export interface Facts {
  readonly moment: Moment
  readonly upload: UploadId
  /** The current version, where it holds settings; and how the rule looks at it. */
  readonly found: Version | undefined
  readonly current: Copy | undefined
  readonly device: Device | undefined
  /** The version as which the very same upload came before. */
  readonly before: Version | undefined
  readonly incoming: Copy
  readonly adopts: boolean
  readonly parting: Parting | undefined
  /** Where anything stays on each device. */
  readonly seen: Seen | undefined
}

export interface Outcome {
  readonly action: Action
  /** How many places both had changed, where the two were merged. */
  readonly choices?: number
  /** What they were merged into, where it is not the upload itself. */
  readonly merged?: string
}

/** Keeps what is new of an upload, and notes its device. */
export async function storeUpload(
  slot: SlotWriter,
  request: SyncRequest,
  facts: Facts,
  outcome: Outcome,
): Promise<SyncAnswer> {
  const { found } = facts
  const { action, merged } = outcome
  const applied = action === 'created' || action === 'incomingNewer'
  const winner = applied ? undefined : found
  // Read before anything is stored: a copy that turns out damaged changes the decision.
  const data = await answerOf(slot, request, facts, { merged, winner })
  const known = await knownAs(slot, facts, outcome, applied)
  // The upload is on the disk before what it is merged into.
  const sent = known ?? (await storeSent(slot, request, facts, outcome, applied))
  const made = await keepMerged(slot, facts, outcome, sent)
  const version = made ?? winner ?? sent
  // An upload that was stored tells of its device; without one, a new device must not be forgotten.
  await noteDevice(slot, request, facts, { version, sent, isNew: !known })
  return {
    ...{ action, data, version },
    isNewDevice: facts.device === undefined,
    ...((made || !known) && { added: made ?? sent }),
    ...(found && conflictFound({ found, sent, made, isNew: !known })),
  }
}

interface Given {
  readonly merged: string | undefined
  readonly winner: Version | undefined
}

/** The newest settings, with the values that stay on the device. */
async function answerOf(
  slot: SlotWriter,
  { settings, perDevice }: SyncRequest,
  { found, upload, seen }: Facts,
  { merged, winner }: Given,
): Promise<string> {
  const filled = ({ type, text }: Settings) => {
    if (!perDevice || !seen) return sourceFor({ type, text }, settings.type)
    const whole = perDevice.fill(text, seen.own)
    // Where nothing is new to the device, it gets back the very text that it sent.
    const isSent =
      !seen.neverSaved && perDevice.split(whole)?.shared === perDevice.split(settings.text)?.shared
    return isSent ? settings.source : sourceFor({ type, text: whole }, settings.type)
  }
  if (merged !== undefined && found) {
    return filled({ type: mergedType(merged, found), text: merged })
  }
  const isOwn = seen?.alike?.is === 'current' && !seen.neverSaved
  if (!winner || winner.contentId === upload.contentId || isOwn) return settings.source
  return filled(await slot.settings(winner))
}

interface Stored {
  readonly found: Version
  readonly sent: Version
  readonly made: Version | undefined
  readonly isNew: boolean
}

/** The conflict of an upload that was stored just now. */
function conflictFound({ found, sent, made, isNew }: Stored): { conflict?: Conflict } {
  if (!isNew || !sent.conflict) return {}
  const [used, unused] = sent.applied ? [sent, found] : [found, sent]
  const { base } = sent.conflict
  const sides = { version: sent, other: found, base, used, unused }
  if (!made) return { conflict: { ...sides, status: 'open' } }
  const status = made.merged?.choices ? 'open' : 'merged'
  return { conflict: { ...sides, status, merged: made } }
}

/** The version that holds an upload already; undefined where one is to be stored. */
async function knownAs(
  slot: SlotWriter,
  { upload, before, incoming, parting, seen }: Facts,
  outcome: Outcome,
  applied: boolean,
): Promise<Version | undefined> {
  if (applied) return undefined
  const alike = seen?.keep || seen?.neverSaved ? seen.alike : undefined
  if (alike && alike.is !== 'sent' && !parting?.edited) return alike.version
  // When a future stamp first arrived must be known later on, so it is kept with known content too.
  // So is a conflict, and what is to be merged again.
  const mustBeNamed = incoming.future || parting?.edited || outcome.merged !== undefined
  return mustBeNamed ? before : (alike?.version ?? slot.firstWith(upload.contentId))
}

async function storeSent(
  slot: SlotWriter,
  { settings, savedTs, deviceName }: SyncRequest,
  facts: Facts,
  outcome: Outcome,
  applied: boolean,
): Promise<Version> {
  const { incoming, current, moment, seen } = facts
  const { sharedSize } = seen ?? {}
  const conflict = conflictOf(facts, outcome)
  await makeRoomForVersion(slot)
  const version = newVersion({
    ...{ incoming, applied, current, settings, savedTs, deviceName },
    ...{ receivedAt: moment.now, steadyAt: moment.steady },
  })
  const more = { ...(conflict && { conflict }), ...(sharedSize !== undefined && { sharedSize }) }
  return slot.append({ ...version, ...more }, settings)
}

function conflictOf({ parting, found }: Facts, outcome: Outcome): ConflictMark | undefined {
  if (!parting?.edited || !found) return undefined
  // The upload has all that the other one changed.
  if (outcome.action === 'incomingNewer' && outcome.choices === 0) return undefined
  return { base: parting.base.number, other: found.number }
}

async function keepMerged(
  slot: SlotWriter,
  { found, current, incoming, moment }: Facts,
  { merged, choices = 0 }: Outcome,
  like: Version,
): Promise<Version | undefined> {
  if (merged === undefined || !found || !current) return undefined
  const newest = Math.max(current.effectiveAt, incoming.effectiveAt) + 1
  const { number, deviceName } = like
  const mark = { conflict: number, choices, by: 'hub' } as const
  return storeMerged(slot, { text: merged, current: found, like, mark, deviceName, moment, newest })
}

async function noteDevice(
  slot: SlotWriter,
  { deviceName, savedAt, keyId }: SyncRequest,
  { moment, device, upload, adopts, found, seen: shared }: Facts,
  known: { readonly version: Version; readonly sent: Version; readonly isNew: boolean },
): Promise<void> {
  const { now } = moment
  const { version, sent, isNew } = known
  const { clockAhead: _, own, ...seenBefore } = device ?? {}
  const kept = shared?.neverSaved ? own : shared?.keep
  const seen: Device = {
    firstSeenAt: now,
    ...(!device && adopts && found && { adopted: upload }),
    ...seenBefore,
    ...(savedAt > now + clockTolerance && { clockAhead: savedAt - now }),
    name: deviceName,
    lastSeenAt: now,
    keyId,
    holds: version.number,
    sent: sent.number,
    ...(kept && { own: kept }),
  }
  // What no version tells must not be forgotten.
  const isUntold = !isNew && (!device || (kept && JSON.stringify(kept) !== JSON.stringify(own)))
  await slot.putDevice(seen, isUntold ? 'now' : 'soon')
  slot.noteKeyUse(keyId, now)
}
