import type { UnreadableSlot } from '../slots/summaries.ts'
import type { StoreProblem } from '../storage/store-problem.ts'
import type { Check } from './check.ts'

/** What the owner is told of files that were found damaged. */
export const damagedFiles = (problems: readonly StoreProblem[]) => ({
  level: 'warning' as const,
  title: `Damaged files that were set aside: ${problems.length}`,
  detail: problems.map(({ file, problem }) => `${file}: ${problem}`).join('; '),
  fix: 'They are kept in the folder "quarantine" of the data folder. Check the disk.',
})

/** Slots that the disk does not give; the others are served. */
export function* unreadableSlots(unreadable: readonly UnreadableSlot[] = []): Generator<Check> {
  if (unreadable.length === 0) return
  yield {
    code: 'settings_unreadable',
    level: 'problem',
    title: `Settings that cannot be read: ${unreadable.length}`,
    detail: unreadable
      .map(({ id, reason }) => `slots/${id.accountId}/${id.app}: ${reason}`)
      .join('; '),
    fix: 'Check the disk and the rights of these folders in the data folder. All others are served.',
  }
}
