import { HubError } from '../lib/errors.ts'
import type { Moment } from '../lib/steady-clock.ts'
import type { MergeOutcome } from '../merge/outcome.ts'
import type { Slot, SlotId, Store, Version } from '../storage/store.ts'
import { type Conflict, conflictsOf } from './conflicts.ts'
import { storeMerged } from './merged-version.ts'
import { textOf } from './parting.ts'
import { rankAgain } from './rule.ts'
import { withContent } from './with-content.ts'

/** Merges three texts, by the decisions of a person. `mine` is the copy that is not in use. */
export type MergeSides = (texts: {
  readonly base: string
  readonly mine: string
  readonly theirs: string
}) => MergeOutcome

export interface MergeByHand {
  readonly conflict: Conflict
  /** What is merged with: it may be later than the conflict. */
  readonly current: Version
  readonly outcome: MergeOutcome | { readonly kind: 'refused'; readonly reason: 'gone' }
}

/** The conflicts of a slot, newest first. */
export function listConflicts(store: Store, id: SlotId): Promise<Conflict[]> {
  return store.slots.read(id, async (slot) => [...(await foundIn(slot)).values()].reverse())
}

const foundIn = async (slot: Slot) => conflictsOf(await slot.versions(), await slot.dismissed())

async function conflictIn(slot: Slot, number: number): Promise<Conflict> {
  const conflict = (await foundIn(slot)).get(number)
  if (!conflict) throw new HubError('unknown_thing', { thing: 'conflict' })
  return conflict
}

/** The size of all that a merge is made of, in bytes; nothing of it is read. */
export function sizeOfMerge(store: Store, id: SlotId, number: number): Promise<number> {
  return store.slots.read(id, async (slot) => {
    const { base, unused } = await conflictIn(slot, number)
    const parts = [unused, await slot.version(base), withContent(await slot.current())]
    return parts.reduce((sum, part) => sum + (part?.size ?? 0), 0)
  })
}

/** What a merge would come to. @throws HubError for a conflict that is not known */
export function readMerge(
  store: Store,
  id: SlotId,
  number: number,
  merge: MergeSides,
): Promise<MergeByHand> {
  return store.slots.read(id, (slot) => mergeIn(slot, number, merge))
}

async function mergeIn(slot: Slot, number: number, merge: MergeSides): Promise<MergeByHand> {
  const conflict = await conflictIn(slot, number)
  const current = withContent(await slot.current())
  if (!current) throw new HubError('slot_empty')
  const base = await slot.version(conflict.base)
  const texts = {
    base: base && (await textOf(slot, base)),
    mine: await textOf(slot, conflict.unused),
    theirs: await textOf(slot, current),
  }
  const refused = (reason: 'gone' | 'bytes') => ({
    ...{ conflict, current },
    outcome: { kind: 'refused', reason } as const,
  })
  if (!base) return refused('gone')
  const { base: before, mine, theirs } = texts
  if (before === undefined || mine === undefined || theirs === undefined) return refused('bytes')
  return { conflict, current, outcome: merge({ base: before, mine, theirs }) }
}

/**
 * Makes a merge current, as a new version that every device takes.
 * @param seen the number of the version that the person was shown as current
 * @throws HubError `merge_outdated` where another is current now
 */
export function mergeByHand(
  store: Store,
  id: SlotId,
  { number, seen }: { readonly number: number; readonly seen: number },
  merge: MergeSides,
  moment: Moment,
): Promise<Version> {
  return store.slots.update(id, async (slot) => {
    const { conflict, current, outcome } = await mergeIn(slot, number, merge)
    if (current.number !== seen) throw new HubError('merge_outdated')
    if (outcome.kind === 'refused') throw new HubError('merge_refused')
    const newest = Math.max(moment.now, rankAgain(current, moment).effectiveAt + 1)
    return storeMerged(slot, {
      ...{ text: outcome.text, current, like: current, moment, newest },
      deviceName: conflict.unused.deviceName,
      mark: { conflict: number, choices: 0, by: 'person' },
    })
  })
}

/** Leaves a conflict as it is: nothing of the copy that is not in use is wanted. */
export function dismissConflict(store: Store, id: SlotId, number: number): Promise<Conflict> {
  return store.slots.update(id, async (slot) => {
    const conflict = await conflictIn(slot, number)
    await slot.dismiss(number)
    return conflict
  })
}
