import type { UnreadableSlot } from '../slots/summaries.ts'
import type { StoreProblem } from '../storage/store-problem.ts'
import { type Check, check } from './check.ts'

/** What the owner is told of files that were found damaged. */
export const damagedFiles = (problems: readonly StoreProblem[]): Check =>
  check('files_damaged', 'warning', {
    n: problems.length,
    files: problems.map(({ file, problem }) => `${file}: ${problem}`).join('; '),
  })

/** Slots that cannot be read; the others are served. */
export function* unreadableSlots(unreadable: readonly UnreadableSlot[] = []): Generator<Check> {
  if (unreadable.length === 0) return
  yield check('settings_unreadable', 'problem', {
    n: unreadable.length,
    folders: unreadable
      .map(({ id, reason }) => `slots/${id.accountId}/${id.app}: ${reason}`)
      .join('; '),
  })
}
