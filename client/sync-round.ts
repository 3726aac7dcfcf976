import { SyncError } from './errors.ts'
import type { SyncHub } from './sync-hub.ts'
import type { Base, Copy, Memory, MemoryStore, Origin, Replaced, Sending } from './sync-memory.ts'

/** Two devices have changed the settings at the same time. */
export interface Conflict {
  /** The settings of this device. The hub has them already, at least in its history. */
  readonly ours: string
  /** Those of the other device; the hub has them too. */
  readonly theirs: string
  /** What both were made of, for a three-way merge; undefined where device and hub never agreed before. */
  readonly base: string | undefined
  /** Which of them are newer: these are in use on the hub now. */
  readonly newer: 'ours' | 'theirs'
}

/** What to go on with: `undefined` leaves it at the newer ones; `settings` are merged ones. */
export type Resolution = 'ours' | 'theirs' | { readonly settings: string } | undefined

/** What an app hands in. */
export interface SyncApp {
  /** The settings now, as text: what the app exports. Nothing, where it has none yet. */
  readonly read: () => Awaitable<string | null | undefined>
  /**
   * Takes settings over: what the app imports. `replaces` is what `read` answered last; answer
   * `false`, without writing, where the settings are others by now. Where `read` will not answer the
   * very same text from now on, answer what it will answer. Anything else that is answered is ignored.
   */
  readonly write: (settings: string, replaces: string | undefined) => unknown
  /**
   * When a person last changed the settings on this device. Nothing, where they never have: a new
   * installation then takes what the hub has. Without this function the moment counts at which a
   * change was noticed, and a first contact takes what the hub has.
   */
  readonly lastSaved?: (() => Awaitable<Date | string | number | null | undefined>) | undefined
  /** Called for each conflict; without it the newer settings win. Nothing is lost either way. */
  readonly onConflict?: ((conflict: Conflict) => Awaitable<Resolution>) | undefined
}

type Awaitable<T> = T | Promise<T>

export interface RoundParts {
  readonly app: SyncApp
  readonly hub: SyncHub
  readonly memory: MemoryStore
  readonly now: () => number
  /** Nothing is written any more once it is aborted. */
  readonly signal: AbortSignal
}

/** A conflict takes six turns. */
const mostTurns = 12
/** The stamp of settings that nobody has ever changed. */
const never = Date.parse('1900-01-01T00:00:00.000Z')

/**
 * Brings device and hub in step. It goes turn by turn: each looks at device, hub and memory, and does
 * one step that is safe by itself. So it may end anywhere, by a crash or a lost answer, and the next
 * turn goes on from what it finds.
 * @throws SyncError, DecryptError, or what the app throws
 */
export async function syncRound(parts: RoundParts): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    if (await takeTurn(parts)) return
  }
  throw new SyncError(0, 'busy', 'The settings change faster than they can be synced.')
}

/** What a turn has found. */
interface Situation {
  readonly memory: Memory
  readonly base: Base | undefined
  readonly local: string
  /** What the hub has, where that is not what `base` says. */
  readonly news: Copy | undefined
  readonly isHubEmpty: boolean
}

/** @returns whether nothing is left to do */
async function takeTurn(parts: RoundParts): Promise<boolean> {
  const { app, hub } = parts
  const found = await parts.memory.load()
  const local = (await app.read()) ?? undefined
  const seen = await hub.look(found.base?.etag)
  const isHubEmpty = seen === 'empty'
  const copy = typeof seen === 'string' ? undefined : seen
  const isNews = copy !== undefined && copy.settings !== found.base?.settings
  const base = copy && found.base && !isNews ? { ...found.base, ...copy } : found.base
  const news = isNews ? copy : undefined
  const memory = await settle(parts, { ...found, base })
  if (local === undefined) {
    const current = news ?? (isHubEmpty ? undefined : base)
    return current ? take(parts, memory, undefined, { ...current, isTold: false }) : true
  }
  const situation = { memory, base, local, news, isHubEmpty }
  if (news && local === news.settings) {
    // Our own upload, whose answer was lost; or another device came to the same.
    const isOurs = memory.sending?.settings === local
    const agreed = { ...news, isTold: false }
    return save(parts, isOurs ? taken(memory, agreed) : { base: agreed, replaced: memory.replaced })
  }
  // Back at what it was, after an edit that may yet arrive: that is an edit as well.
  const isUndone = memory.sending?.isKept === false && memory.sending.settings !== local
  const isEdited = !base || isUndone || local !== (base.local ?? base.settings)
  return isEdited ? withEdit(parts, situation) : withoutEdit(parts, situation, base)
}

/** What is known once the hub has put our upload in use. */
const taken = ({ replaced, sending }: Memory, base: Base): Memory => ({
  base,
  replaced: added(replaced, sending?.over),
  origin: sending?.origin,
})

const added = (list: Memory['replaced'] = [], one: Replaced | undefined) =>
  one && !list.some(({ theirs }) => theirs === one.theirs) ? [...list, one] : list

/** Finds what our last upload has replaced without knowing of it: it came in after we had looked. */
async function settle({ hub }: RoundParts, memory: Memory): Promise<Memory> {
  const { base, origin, replaced } = memory
  if (!origin || !base) return memory
  const version = base.version ?? (await hub.takenAs(base.savedTs))
  const isNext = version === undefined || version <= origin.version + 1
  const theirs = isNext ? undefined : await hub.between(origin.version, version)
  const isSame = theirs === undefined || theirs === base.settings || theirs === origin.settings
  const over = isSame ? undefined : { theirs, base: origin.settings }
  return { ...memory, origin: undefined, replaced: added(replaced, over) }
}

/** Saves, and goes on with another turn. */
async function save({ memory: store, signal }: RoundParts, memory: Memory): Promise<false> {
  signal.throwIfAborted()
  await store.save(memory)
  return false
}

/** Nothing was changed here since hub and device agreed. */
async function withoutEdit(parts: RoundParts, situation: Situation, base: Base): Promise<boolean> {
  const { memory, local, news, isHubEmpty } = situation
  if (!news && !isHubEmpty && base.isTold) {
    const [replaced] = memory.replaced ?? []
    if (replaced) return resolve(parts, situation, base, replaced, 'ours')
    await save(parts, { base })
    return true
  }
  // Sent also where the hub has other settings: it may have been set back, and this be the last copy.
  const { action, data } = await parts.hub.send(base.settings, base.savedTs)
  if (action !== 'existingNewer' || data === base.settings) {
    return save(parts, { ...memory, base: { ...base, etag: undefined, isTold: true } })
  }
  // What came in between, the next turn sees.
  if (data !== news?.settings) return false
  return take(parts, memory, local, { ...news, isTold: true })
}

/** Hands settings to the app, and remembers that they were taken. */
async function take(
  parts: RoundParts,
  memory: Memory,
  local: string | undefined,
  base: Base,
): Promise<false> {
  const taken = await write(parts, base.settings, local)
  if (taken === false) return false
  return save(parts, { base: { ...base, local: taken }, replaced: memory.replaced })
}

/** @returns false where it was not written; else what the app reads as, if that is other text */
async function write(
  { app, signal }: RoundParts,
  settings: string,
  local: string | undefined,
): Promise<string | undefined | false> {
  // Changed while the hub was asked: that is an edit, which must reach the hub first.
  if (((await app.read()) ?? undefined) !== local) return false
  signal.throwIfAborted()
  const written = await app.write(settings, local)
  if (written === false) return false
  return typeof written === 'string' && written !== settings ? written : undefined
}

/** The settings were changed here, or were never synced. */
async function withEdit(parts: RoundParts, situation: Situation): Promise<boolean> {
  const { memory, base, local, news } = situation
  const { sending } = memory
  const isUnanswered = news && sending && !sending.isKept
  const version = isUnanswered ? await parts.hub.takenAs(sending.savedTs) : undefined
  if (sending && version !== undefined) {
    // It arrived and only the answer was lost: what is there now was made with it in view.
    const { settings, savedTs } = sending
    const arrived = { settings, savedTs, at: Date.parse(savedTs), version, isTold: true }
    return save(parts, taken(memory, arrived))
  }
  if (news && sending?.isKept && sending.settings === local) {
    return resolve(
      parts,
      situation,
      news,
      { theirs: news.settings, base: base?.settings },
      'theirs',
    )
  }
  const savedTs = await stampFor(parts, memory, local)
  const upload: Sending = {
    ...{ settings: local, savedTs, isKept: false, origin: originOf(situation) },
    over: news && { theirs: news.settings, base: base?.settings },
  }
  const asSent = { ...memory, sending: upload }
  await save(parts, asSent)
  const { action, data } = await parts.hub.send(local, savedTs)
  if (action !== 'existingNewer') {
    const arrived = { settings: local, savedTs, at: Date.parse(savedTs), isTold: true }
    return save(parts, taken(asSent, arrived))
  }
  // Where it is what the edit was made of that counts as newer, the stamp has to be a later one.
  if (data === (news ?? base)?.settings) {
    return save(parts, { ...memory, sending: { settings: local, savedTs, isKept: true } })
  }
  // What came in between, the next turn sees.
  return false
}

/** What the next upload is made upon: of several in a row, what the first was. */
function originOf({ base, news, isHubEmpty }: Situation): Origin | undefined {
  const version = isHubEmpty ? 0 : (news ?? base)?.version
  return version === undefined ? undefined : { version, settings: base?.settings }
}

/**
 * The stamp of an edit. The same upload has the same stamp whenever it is sent; and what was made of
 * the base is newer than it, whatever the clocks say.
 */
async function stampFor(
  { app, now }: RoundParts,
  { base, sending }: Memory,
  local: string,
): Promise<string> {
  const sent = sending ? Date.parse(sending.savedTs) : Number.NEGATIVE_INFINITY
  const least = base ? base.at + 1 : never
  if (sending?.settings === local && !sending.isKept && sent >= least) return sending.savedTs
  const saved = new Date((await app.lastSaved?.()) ?? Number.NaN).getTime()
  const known = Number.isNaN(saved) ? (base ? now() : never) : saved
  return new Date(Math.max(known, least, sent + 1)).toISOString()
}

/** Asks what to go on with, and makes it an edit of what the hub has now. */
async function resolve(
  parts: RoundParts,
  { memory, local }: Situation,
  current: Copy,
  { theirs, base }: Replaced,
  newer: 'ours' | 'theirs',
): Promise<false> {
  const asks = theirs !== local && !isUntouched(parts.app, memory)
  const asked = asks
    ? await parts.app.onConflict?.({ ours: local, theirs, base, newer })
    : undefined
  const choice = checked(asked) ?? newer
  const wanted = choice === 'ours' ? local : choice === 'theirs' ? theirs : choice.settings
  const written = wanted === local ? undefined : await write(parts, wanted, local)
  if (written === false) return false
  const isCurrent = wanted === current.settings
  const savedTs = new Date(Math.max(parts.now(), current.at + 1)).toISOString()
  return save(parts, {
    base: { ...current, isTold: newer === 'ours', local: isCurrent ? written : undefined },
    sending: isCurrent ? undefined : { settings: written ?? wanted, savedTs, isKept: false },
    replaced: memory.replaced?.filter((one) => one.theirs !== theirs),
  })
}

/**
 * Whether the app has said that nobody ever changed these settings: they are no side of a conflict.
 * An app that cannot say when it was saved may have been changed before its first sync.
 */
const isUntouched = ({ lastSaved }: SyncApp, { sending }: Memory): boolean =>
  lastSaved !== undefined && sending !== undefined && Date.parse(sending.savedTs) <= never

/** An app without types may answer anything, and `write` would be handed that. */
function checked(answer: Resolution): Resolution {
  const isKnown =
    answer === undefined ||
    answer === 'ours' ||
    answer === 'theirs' ||
    typeof answer?.settings === 'string'
  if (isKnown) return answer
  throw new TypeError("onConflict must answer 'ours', 'theirs', { settings: text } or nothing.")
}
