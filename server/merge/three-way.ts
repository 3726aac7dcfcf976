import { diffArrays } from 'diff'
import type { Side } from './outcome.ts'

/** Something of each of the three copies. */
export interface Each<Value> {
  readonly base: Value
  readonly mine: Value
  readonly theirs: Value
}

export const eachOf = <From, To>(each: Each<From>, to: (from: From) => To): Each<To> => ({
  base: to(each.base),
  mine: to(each.mine),
  theirs: to(each.theirs),
})

/** From where to where a run of items goes in each copy: the same items in all, or a place of changes. */
export type Run = Each<readonly [from: number, to: number]>

/**
 * More additions and removals than this are no edit but another list. It bounds the time, which
 * grows with their square.
 */
const maxEdits = 500

/** How many such lists one merge looks through; beyond that only small edits are found. */
const mostWork = 20 * maxEdits ** 2

/** What may still be spent on comparing lists, for all lists of one merge. */
export interface Budget {
  left: number
}

export const fullBudget = (): Budget => ({ left: mostWork })

/**
 * Cuts three lists of numbers at their longest common runs, as version control does with lines.
 * @returns undefined where a side has too little in common with the base
 */
export function threeWay(
  { base, mine, theirs }: Each<readonly number[]>,
  budget: Budget,
): Run[] | undefined {
  const inMine = matches(base, mine, budget)
  const inTheirs = inMine && matches(base, theirs, budget)
  if (!inMine || !inTheirs) return undefined
  const runs: Run[] = []
  let from: Each<number> = { base: 0, mine: 0, theirs: 0 }
  const cutAt = (to: Each<number>) => {
    const { base, mine, theirs } = from
    runs.push({ base: [base, to.base], mine: [mine, to.mine], theirs: [theirs, to.theirs] })
    from = to
  }
  for (let index = 0; index < base.length; index += 1) {
    const at = { base: index, mine: inMine[index] ?? -1, theirs: inTheirs[index] ?? -1 }
    if (at.mine < 0 || at.theirs < 0) continue
    if (index > from.base || at.mine > from.mine || at.theirs > from.theirs) cutAt(at)
    cutAt(eachOf(at, (place) => place + 1))
  }
  cutAt({ base: base.length, mine: mine.length, theirs: theirs.length })
  return runs
}

/**
 * Whether a merged list has each item as often as the sides want it: as the one side has it that
 * changed how often, or both. Longest common runs alone tell a move as a removal and an addition, so
 * that what both moved would be there twice, and what one moved and the other removed would stay.
 */
export function hasEachAsOften(merged: readonly number[], items: Each<readonly number[]>): boolean {
  const [counts, count] = [eachOf(items, countsOf), countsOf(merged)]
  return [...counts.base.keys(), ...counts.mine.keys(), ...counts.theirs.keys()].every((item) => {
    const { base, mine, theirs } = eachOf(counts, (each) => each.get(item) ?? 0)
    const wanted = mine === base ? theirs : theirs === base || theirs === mine ? mine : undefined
    return (count.get(item) ?? 0) === wanted
  })
}

function countsOf(items: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

/** Whose items of a run are taken; undefined where both sides changed it, each in its own way. */
export function sideOf(run: Run, items: Each<readonly number[]>, newer: Side): Side | undefined {
  if (isSame(run, items, 'mine', 'theirs')) return newer
  if (isSame(run, items, 'theirs', 'base')) return 'mine'
  return isSame(run, items, 'mine', 'base') ? 'theirs' : undefined
}

function isSame(
  run: Run,
  items: Each<readonly number[]>,
  one: keyof Run,
  other: keyof Run,
): boolean {
  const [[from, to], [there, end]] = [run[one], run[other]]
  if (to - from !== end - there) return false
  for (let n = 0; n < to - from; n += 1) {
    if (items[one][from + n] !== items[other][there + n]) return false
  }
  return true
}

/** For each item of the base where the other list has it, -1 for nowhere. */
function matches(
  base: readonly number[],
  other: readonly number[],
  budget: Budget,
): number[] | undefined {
  const found = new Array<number>(base.length).fill(-1)
  let [at, there] = [0, 0]
  const maxEditLength = Math.min(maxEdits, Math.floor(Math.sqrt(budget.left)))
  const changes = diffArrays([...base], [...other], { maxEditLength })
  const edits = changes?.reduce((sum, one) => sum + (one.added || one.removed ? one.count : 0), 0)
  budget.left -= (edits ?? maxEditLength) ** 2
  for (const { added, removed, count } of changes ?? []) {
    if (added) there += count
    else if (removed) at += count
    else for (let n = 0; n < count; n += 1, at += 1, there += 1) found[at] = there
  }
  return changes && found
}
