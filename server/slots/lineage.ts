import type { Version } from '../storage/store.ts'

/**
 * The newest version that two others both come from. A version comes from the one that it replaced,
 * unless it says otherwise: one with a conflict comes from its base, and a merged one also from the
 * version that it took in.
 * @param versions all of the slot, oldest first; where one is gone, the one before takes its place
 */
export function commonBase(
  versions: readonly Version[],
  one: number,
  other: number,
): Version | undefined {
  const lines = [lineOf(one), lineOf(other)]
  for (const version of versions.toReversed()) {
    const met = lines.filter((line) => line.has(version))
    if (met.length === lines.length) return version
    for (const line of met) line.follow(version)
  }
  return undefined
}

/** The versions that one comes from, looked for from the newest to the oldest. */
function lineOf(start: number) {
  const wanted = new Set([start])
  /** The one that was replaced is looked for: the next that was applied. */
  let replaced = false
  return {
    has({ number, applied }: Version): boolean {
      for (const one of wanted) {
        if (one <= number) continue
        wanted.delete(one)
        replaced = true
      }
      return wanted.has(number) || (replaced && applied)
    },
    follow({ number, applied, conflict, merged }: Version): void {
      wanted.delete(number)
      if (applied) replaced = false
      if (conflict) wanted.add(conflict.base)
      else replaced = true
      if (merged) wanted.add(merged.conflict)
    },
  }
}
