import type { Stored } from '../../client/stored.ts'
import type { Clock } from '../lib/clock.ts'
import { type Baseline, hashOf } from './baseline.ts'
import type { ExportForm } from './exports.ts'
import { failureOf } from './failures.ts'
import type { FileEnd, SettledSight, WholeFile } from './file-end.ts'
import { type HubEnd, savedAtOf } from './hub-end.ts'
import type { Link, Transfer } from './link.ts'
import { LinkError } from './link-error.ts'
import {
  afterSend,
  afterWrite,
  type HubCopy,
  type Refused,
  type Rest,
  reconcile,
  type Situation,
  unwritable,
} from './reconcile.ts'
import { ChangedMeanwhile } from './write-settings-file.ts'

/** What became of a look at both ends. */
export interface Outcome extends Rest {
  readonly lastTransfer?: Transfer
  readonly refused?: Refused
}

/** Somebody may still be writing. */
export interface LookAgain {
  readonly lookAgainInMs: number
}

/** Tells that something is about to go over, then what became of it. */
export type Work<T> = AsyncGenerator<'syncing', T, void>

export interface Ends {
  readonly link: Pick<Link, 'kind' | 'path' | 'writeBack' | 'accepted'>
  readonly form: ExportForm
  readonly file: FileEnd
  readonly hub: () => HubEnd
  readonly now: Clock
}

const lookAgain: LookAgain = { lookAgainInMs: 1_000 }

/** Looks at both ends of a link and does what follows. */
export async function* lookAtBoth(
  ends: Ends,
  baseline: Baseline,
  isHubStale: boolean,
  refused: Refused | undefined,
): Work<Outcome | LookAgain> {
  const sight = await ends.file.look(baseline)
  if (sight.kind === 'unsettled') return sight
  try {
    return yield* settle(ends, { ...beginOf(ends, baseline, sight), isHubStale, refused })
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return lookAgain
    throw error
  }
}

const beginOf = ({ link, form }: Ends, baseline: Baseline, file: SettledSight): Situation => ({
  link,
  format: form.format,
  baseline,
  file,
  hub: 'unseen',
  isHubStale: true,
  phase: 'looking',
})

/** Does one thing after the other until nothing is left to do. */
async function* settle(ends: Ends, first: Situation): Work<Outcome | LookAgain> {
  let situation = first
  let lastTransfer: Transfer | undefined
  let conflict: string | undefined
  for (;;) {
    const effect = reconcile(situation)
    if (effect.do === 'rest') {
      const told = lastTransfer && { ...lastTransfer, ...(conflict !== undefined && { conflict }) }
      return { ...effect, ...(told && { lastTransfer: told }) }
    }
    if (effect.do === 'look-again') return lookAgain
    if (effect.do === 'read-hub') {
      situation = { ...situation, hub: viewOf(await ends.hub().read(effect.etag), ends.now) }
      continue
    }
    yield 'syncing'
    if (effect.do === 'write') {
      const { ownState, transfer } = await writeCopy(ends, effect.copy, effect.expected)
      lastTransfer = transfer ?? lastTransfer
      situation = afterWrite(situation, effect.copy, ownState)
      continue
    }
    const { text, hash } = effect.file
    try {
      const answer = await ends.hub().send(text, effect.savedAt)
      const { action, data } = answer
      conflict ??= answer.conflict?.otherDevice
      if (data === text && (action === 'created' || action === 'incomingNewer')) {
        lastTransfer = toHub(text, ends.now)
      }
      const isSeen = typeof situation.hub !== 'string' && situation.hub.text === data
      const sent = afterSend(situation, effect, data === text)
      situation = isSeen ? sent : { ...sent, hub: 'unseen' }
    } catch (error) {
      const failure = failureOf(error)
      if (failure?.again !== 'content') throw error
      const refused = { hash, problem: failure.problem }
      return { ...(reconcile({ ...situation, refused }) as Rest), refused }
    }
  }
}

const viewOf = (stored: Stored | 'same' | 'empty', now: Clock): Situation['hub'] =>
  typeof stored === 'string' ? stored : copyOf(stored, now)

const copyOf = ({ settings, version, etag }: Stored, now: Clock): HubCopy => ({
  text: settings,
  hash: hashOf(settings),
  savedAt: savedAtOf(version, now),
  etag,
})

const toHub = (text: string, now: Clock): Transfer => ({
  direction: 'to-hub',
  at: now(),
  size: Buffer.byteLength(text),
})

async function writeCopy({ file, now }: Ends, { text, savedAt }: HubCopy, expected?: string) {
  const { changed, backup, ownState } = await file.write(
    { text, savedAt: new Date(savedAt) },
    expected,
  )
  const transfer: Transfer | undefined = changed
    ? {
        direction: 'to-file',
        at: now(),
        size: Buffer.byteLength(text),
        ...(backup !== undefined && { backup }),
      }
    : undefined
  return { ownState, transfer }
}

/** What a person asked for: sends the file as the newest, whatever the timestamps say. */
export async function* sendNow(ends: Ends, baseline: Baseline): Work<Outcome> {
  const file = await fileToSend(ends, baseline)
  yield 'syncing'
  const { now, hub } = ends
  const situation = beginOf(ends, baseline, file)
  let floor = baseline.hubSavedAt ?? 0
  // What the hub has already, it need not keep a second time.
  let savedAt = file.hash === baseline.hubHash ? file.savedAt : Math.max(now(), floor + 1)
  // A device that the hub sees for the first time may be told to take what is there.
  for (let tries = 0; tries < 3; tries += 1) {
    const { data } = await hub().send(file.text, savedAt)
    if (data === file.text) {
      const rest = reconcile(afterSend(situation, { file, savedAt }, true)) as Rest
      return { ...rest, lastTransfer: toHub(data, now) }
    }
    const stored = await hub().read()
    if (typeof stored !== 'string') floor = Date.parse(stored.version.savedTs) || floor
    savedAt = Math.max(now(), floor + 1)
  }
  throw new LinkError('The hub keeps what it has; the file is in its history.', 409)
}

async function fileToSend({ link, file }: Ends, baseline: Baseline): Promise<WholeFile> {
  const { fileName: _, fileSavedAt: __, ...anyExport } = baseline
  const sight = await file.look(anyExport, 'now')
  if (sight.kind === 'whole') return sight
  if (sight.kind === 'missing') {
    throw new LinkError(`There is no file "${link.path}" to send.`, 404)
  }
  throw new LinkError(sight.kind === 'unfit' ? sight.problem : 'The file is being written.', 409)
}

/** What a person asked for: takes what the hub has into the file, whatever the timestamps say. */
export async function* takeNow(ends: Ends, baseline: Baseline): Work<Outcome> {
  const stored = await ends.hub().read()
  if (typeof stored === 'string') {
    throw new LinkError('The hub has no settings for this app yet.', 409)
  }
  const copy = copyOf(stored, ends.now)
  const problem = unwritable(ends.form.format, copy.text)
  if (problem !== undefined) throw new LinkError(problem, 409)
  yield 'syncing'
  const { ownState, transfer } = await writeCopy(ends, copy)
  const situation = beginOf(ends, baseline, { kind: 'missing' })
  const rest = reconcile(afterWrite(situation, copy, ownState)) as Rest
  return { ...rest, ...(transfer && { lastTransfer: transfer }) }
}
