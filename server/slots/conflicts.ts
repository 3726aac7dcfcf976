import type { Version } from '../storage/store.ts'

/**
 * `open` until a person or the hub has merged it, a person has dismissed it or has brought the other
 * copy back, or the device whose copy is not in use has gone on from the one that is (`taken`).
 */
export type ConflictStatus = 'open' | 'merged' | 'dismissed' | 'taken'

/** Two devices changed at the same time. */
export interface Conflict {
  /** The version that is marked: the one of the two that came later. */
  readonly version: Version
  /** What was current when it came. */
  readonly other: Version
  /** The number of the last version that both come from. */
  readonly base: number
  /** The one of the two that is not in use, or was not; and the one that was taken. */
  readonly unused: Version
  readonly used: Version
  readonly status: ConflictStatus
  /** The version that has both. */
  readonly merged?: Version
}

type Open = Conflict & {
  /** What was current before the merge. */
  readonly before?: Version | undefined
  /** A merge that a person has undone: it can be brought back. */
  readonly undone?: Version | undefined
}

/**
 * The conflicts of a slot by the numbers of their marked versions. What became of each is read off
 * the versions that came later.
 * @param versions all of the slot, oldest first
 * @param dismissed numbers of marked versions
 */
export function conflictsOf(
  versions: readonly Version[],
  dismissed: ReadonlySet<number>,
): ReadonlyMap<number, Conflict> {
  const found = new Map<number, Open>()
  const marked = versions.some(({ conflict }) => conflict)
  const byNumber = new Map(marked ? versions.map((one) => [one.number, one]) : [])
  const index = indexOf()
  const keep = (conflict: Open) => {
    found.set(conflict.version.number, conflict)
    index.put(conflict)
  }
  let current: Version | undefined
  for (const version of marked ? versions : []) {
    const takenIn = version.merged && byNumber.get(version.merged.conflict)
    for (const number of index.concernedBy(version, takenIn)) {
      const conflict = found.get(number)
      if (conflict) keep(next(conflict, version, { current, takenIn }))
    }
    const other = version.conflict && byNumber.get(version.conflict.other)
    if (version.conflict && other) {
      const { base } = version.conflict
      const [used, unused] = version.applied ? [version, other] : [other, version]
      const status = dismissed.has(version.number) ? 'dismissed' : 'open'
      keep({ version, other, base, used, unused, status })
    }
    if (version.applied) current = version
  }
  return found
}

/**
 * Finds the conflicts that a version may change. Two devices that never agree make thousands, and to
 * ask each version about each of them would take time that grows with their square.
 */
function indexOf() {
  const numbers = new Map<string, Set<number>>()
  const at = (key: string) => {
    const found = numbers.get(key) ?? new Set()
    numbers.set(key, found)
    return found
  }
  return {
    put({ version, other, before, undone, status }: Open): void {
      const isOpen = status === 'open'
      for (const { deviceName, contentId } of [version, other]) {
        for (const key of [`device ${deviceName}`, `open ${contentId}`]) {
          if (isOpen) at(key).add(version.number)
          else numbers.get(key)?.delete(version.number)
        }
      }
      at(`merged ${version.contentId}`).add(version.number)
      for (const one of [before, undone]) {
        if (one) at(`undone ${one.contentId}`).add(version.number)
      }
    },
    concernedBy(later: Version, takenIn: Version | undefined): Set<number> {
      const keys = [`device ${later.deviceName}`, `open ${later.contentId}`]
      if (takenIn) keys.push(`merged ${takenIn.contentId}`)
      if (later.restored !== undefined) keys.push(`undone ${later.contentId}`)
      return new Set(keys.flatMap((key) => [...(numbers.get(key) ?? [])]))
    },
  }
}

interface Before {
  readonly current: Version | undefined
  /** The version that it was merged of, besides the current one. */
  readonly takenIn: Version | undefined
}

/** What a later version makes of a conflict. */
function next(conflict: Open, later: Version, { current, takenIn }: Before): Open {
  // The same may have been sent more than once.
  if (later.merged && takenIn?.contentId === conflict.version.contentId) {
    const status = later.merged.choices > 0 ? conflict.status : 'merged'
    return { ...conflict, status, merged: later, before: current }
  }
  if (later.restored !== undefined) return afterRestore(conflict, later)
  if (later.merged || conflict.status !== 'open') return conflict
  const { unused, used } = conflict
  if (later.deviceName === unused.deviceName && later.contentId !== unused.contentId) {
    const knows = later.conflict === undefined || later.conflict.base >= used.number
    return knows ? { ...conflict, status: 'taken' } : conflict
  }
  // The device has sent its copy once more, and this time it was the newer one.
  if (later.applied && later.contentId === unused.contentId) {
    return { ...conflict, used: unused, unused: used }
  }
  return conflict
}

function afterRestore(conflict: Open, { contentId }: Version): Open {
  const { before, merged, undone, ...rest } = conflict
  if (before && merged && contentId === before.contentId) {
    return { ...rest, before, status: 'open', undone: merged }
  }
  if (undone && contentId === undone.contentId) {
    const status = undone.merged?.choices ? 'open' : 'merged'
    return { ...rest, before, status, merged: undone }
  }
  if (conflict.status === 'open' && contentId === conflict.unused.contentId) {
    return { ...conflict, status: 'taken' }
  }
  return conflict
}

/** The conflicts that wait for a person, oldest first. */
export const openConflicts = (
  versions: readonly Version[],
  dismissed: ReadonlySet<number>,
): Conflict[] =>
  [...conflictsOf(versions, dismissed).values()].filter(({ status }) => status === 'open')

/** The versions that it takes to merge what is open, by number: they must stay. */
export const neededFor = (conflicts: readonly Conflict[]): number[] =>
  conflicts.flatMap(({ base, version, other }) => [base, version.number, other.number])
