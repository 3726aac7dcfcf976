import type { Conflict } from '../../slots/conflicts.ts'
import type { MergeByHand } from '../../slots/merge-by-hand.ts'
import type * as answers from '../schemas/conflicts.ts'
import { versionView } from './slots.ts'

/** @param current the number of the current version */
export const conflictView = (conflict: Conflict, current?: number): answers.Conflict => {
  const { version, status, base, unused, used, merged } = conflict
  return {
    version: version.number,
    ...{ status, base },
    unused: versionView(unused, unused.number === current),
    used: versionView(used, used.number === current),
    ...(merged && { merged: merged.number, choices: merged.merged?.choices ?? 0 }),
  }
}

export const mergeView = ({ conflict, current, outcome }: MergeByHand): answers.Merge => ({
  conflict: conflictView(conflict, current.number),
  current: { version: current.number, deviceName: current.deviceName },
  result:
    outcome.kind === 'merged'
      ? { ...outcome, changes: [...outcome.changes], choices: [...outcome.choices] }
      : outcome,
})
