import { minutes } from '../lib/clock.ts'
import { type Baseline, isInStep } from './baseline.ts'
import { isJson } from './exports.ts'
import type { SettledSight, WholeFile } from './file-end.ts'
import type { Link, LinkState, Question } from './link.ts'

/** What the hub has. */
export interface HubCopy {
  readonly text: string
  readonly hash: string
  /** In ms. */
  readonly savedAt: number
  readonly etag: string
}

/** All that decides what follows for a link. */
export interface Situation {
  readonly link: Pick<Link, 'kind' | 'writeBack' | 'accepted' | 'path'>
  readonly format: 'json' | 'text'
  readonly baseline: Baseline
  readonly file: SettledSight
  /** `same`: still what the baseline says. */
  readonly hub: 'unseen' | 'same' | 'empty' | HubCopy
  /** The hub may have something that the baseline does not know. */
  readonly isHubStale: boolean
  /** `outvoted`: the hub was sent the file and kept its own. `settled`: nothing is left to do. */
  readonly phase: 'looking' | 'outvoted' | 'settled'
  /** The content that the hub has refused, and why. */
  readonly refused?: Refused | undefined
}

export interface Refused {
  readonly hash: string
  readonly problem: string
}

/** What is to be done next. */
export type Effect =
  | { readonly do: 'read-hub'; readonly etag?: string | undefined }
  | { readonly do: 'send'; readonly file: WholeFile; readonly savedAt: number }
  /** @param expected the state that the file must still be in; any, if undefined */
  | { readonly do: 'write'; readonly copy: HubCopy; readonly expected?: string | undefined }
  /** The hub was emptied at this very moment. */
  | { readonly do: 'look-again' }
  | Rest

/** Nothing is left to do until something changes. */
export interface Rest {
  readonly do: 'rest'
  readonly baseline: Baseline
  readonly state: LinkState
  readonly problem?: string
  readonly question?: Question
  /** Whether the hub was looked at as well; it need not be while there is no file. */
  readonly sawHub: boolean
}

/** As far clocks may be apart. */
const tolerance = minutes(5)

/** Decides what follows from what is known; does nothing itself. */
export function reconcile(situation: Situation): Effect {
  const { file, phase } = situation
  if (phase === 'settled') return rest(situation)
  if (file.kind === 'unfit') return stop(situation, file.problem)
  return file.kind === 'missing' ? withoutFile(situation) : withFile(situation, file)
}

/** There is no file: nothing is taken from the hub for one that was there and has gone. */
function withoutFile(situation: Situation): Effect {
  const { link, baseline, hub, isHubStale } = situation
  const inFolder = link.kind === 'folder'
  // Whoever removed it meant it.
  if (!inFolder && baseline.fileHash !== undefined) return waiting(situation, false)
  if (hub === 'unseen' && isHubStale) return { do: 'read-hub' }
  if (typeof hub === 'string') return waiting(situation, true)
  const seen = { ...situation, baseline: withHub(baseline, hub) }
  if (isInStep(seen.baseline) || !link.writeBack) return waiting(seen, true)
  return write(seen, hub, inFolder ? undefined : 'missing')
}

function waiting(situation: Situation, sawHub: boolean): Rest {
  const { link, baseline } = situation
  const isDealtWith = baseline.hubHash !== undefined && baseline.fileHash !== undefined
  const isQuiet = link.kind === 'folder' && (isDealtWith || isInStep(baseline))
  return rest(situation, { sawHub, ...(!isQuiet && { state: 'waiting-for-file' }) })
}

function withFile(before: Situation, file: WholeFile): Effect {
  const { link, refused, hub, phase } = before
  if (file.hash === refused?.hash) return stop(before, refused.problem)
  const { fileHash, ownHash } = before.baseline
  const isNew = file.hash !== fileHash && file.hash !== ownHash
  if (isNew) return isAccepted(link, file) ? send(before, file) : ask(before, file)
  const situation = { ...before, baseline: withPlace(before, file) }
  const { baseline } = situation
  if (phase === 'outvoted') return outvoted(situation, file)
  const isWanted = link.writeBack && !isInStep(baseline)
  if (!before.isHubStale && !isWanted) return rest(situation)
  if (hub === 'unseen') return { do: 'read-hub', etag: isWanted ? undefined : baseline.etag }
  if (hub === 'same') return rest(situation)
  if (hub === 'empty') return send(situation, file)
  const seen = { ...situation, baseline: withHub(baseline, hub) }
  if (isInStep(seen.baseline)) return rest(seen)
  // With an older stamp the hub's rule decides, as it may have been set back to a backup.
  return hub.savedAt > file.savedAt ? take(seen, hub, file) : send(seen, file)
}

function outvoted(situation: Situation, file: WholeFile): Effect {
  const { hub, baseline } = situation
  if (hub === 'unseen') return { do: 'read-hub' }
  if (typeof hub === 'string') return { do: 'look-again' }
  return take({ ...situation, baseline: withHub(baseline, hub) }, hub, file)
}

function take(situation: Situation, copy: HubCopy, { state }: WholeFile): Effect {
  const { link, baseline } = situation
  if (!link.writeBack || isInStep(baseline)) return rest(situation)
  return write(situation, copy, link.kind === 'folder' ? undefined : state)
}

function write(situation: Situation, copy: HubCopy, expected: string | undefined): Effect {
  const problem = unwritable(situation.format, copy.text)
  return problem === undefined ? { do: 'write', copy, expected } : rest(situation, { problem })
}

/** Why settings are not written into the file of an app; undefined where they are. */
export const unwritable = (format: 'json' | 'text', text: string): string | undefined =>
  format === 'text' || isJson(text)
    ? undefined
    : 'What the hub has is newer, but it is not JSON, as the exports of this app are; perhaps ' +
      'another device encrypts it. It was not written into the file.'

const send = ({ baseline }: Situation, file: WholeFile): Effect => ({
  do: 'send',
  file,
  savedAt: timestampFor(file, baseline),
})

/**
 * The timestamp to send a file with: its own. What was changed after it had agreed with the hub is
 * newer than what the hub has, even where another device's clock, or a coarse one here, says otherwise.
 */
function timestampFor({ savedAt, hash }: WholeFile, baseline: Baseline): number {
  const { hubSavedAt = 0, fileHash } = baseline
  const isChange = isInStep(baseline) && hash !== fileHash
  const isClose = hubSavedAt >= savedAt && hubSavedAt - savedAt < tolerance
  return isChange && isClose ? hubSavedAt + 1 : savedAt
}

/** Links of earlier versions have no list: they accept everything. */
const isAccepted = ({ accepted }: Situation['link'], { looks }: WholeFile): boolean =>
  accepted === undefined || accepted.includes(looks)

/** Nothing goes either way before a person has said that the file is meant. */
function ask(situation: Situation, { name, size, savedAt, looks, state }: WholeFile): Rest {
  const question = { name, size, savedAt, looks, fileState: state }
  return { ...rest(situation, { state: 'asking', sawHub: false }), question }
}

const stop = (situation: Situation, problem: string): Rest =>
  rest(situation, { state: 'stopped', problem, sawHub: false })

function rest({ baseline, file }: Situation, more: Partial<Omit<Rest, 'do'>> = {}): Rest {
  const state = isInStep(baseline) ? 'in-step' : 'hub-is-newer'
  const done: Rest = { do: 'rest', baseline, state, sawHub: true, ...more }
  const isCalm = done.state === 'in-step' || done.state === 'waiting-for-file'
  if (!isCalm || file.kind === 'unfit' || file.stray === undefined) return done
  const problem = `"${file.stray}" is newer, but it is no export of this app by its name or its content. It is not sent.`
  return { ...done, state: 'waiting-for-file', problem }
}

/** What holds once the hub has answered to a file that was sent. */
export function afterSend(
  situation: Situation,
  { file, savedAt }: { readonly file: WholeFile; readonly savedAt: number },
  isTaken: boolean,
): Situation {
  const known = { ...situation.baseline, fileHash: file.hash }
  const sent = withPlace({ ...situation, baseline: known }, file)
  if (!isTaken) return { ...situation, baseline: sent, phase: 'outvoted' }
  const { etag: _, ...others } = sent
  const baseline = { ...others, hubHash: file.hash, hubSavedAt: savedAt }
  return { ...situation, baseline, phase: 'settled' }
}

/** What holds once what the hub has was written. @param ownState of a file beside the exports */
export function afterWrite(situation: Situation, copy: HubCopy, ownState: string): Situation {
  const inFolder = situation.link.kind === 'folder'
  const written = inFolder ? { ownHash: copy.hash, ownState } : { fileHash: copy.hash }
  const baseline = { ...withHub(situation.baseline, copy), ...written }
  return { ...situation, baseline, phase: 'settled' }
}

/** In a folder: which file the content was seen in. */
function withPlace(
  { link, baseline }: Situation,
  { name, savedAt, hash, state }: WholeFile,
): Baseline {
  if (link.kind === 'file') return baseline
  const isOwn = hash === baseline.ownHash && hash !== baseline.fileHash
  return isOwn
    ? { ...baseline, ownState: state }
    : { ...baseline, fileName: name, fileSavedAt: savedAt }
}

const withHub = (baseline: Baseline, { hash, savedAt, etag }: HubCopy): Baseline => ({
  ...baseline,
  hubHash: hash,
  hubSavedAt: savedAt,
  etag,
})
