import type { StoreProblem } from '../storage/store-problem.ts'

/** What the owner is told of files that were found damaged. */
export const damagedFiles = (problems: readonly StoreProblem[]) => ({
  level: 'warning' as const,
  title: `Damaged files that were set aside: ${problems.length}`,
  detail: problems.map(({ file, problem }) => `${file}: ${problem}`).join('; '),
  fix: 'They are kept in the folder "quarantine" of the data folder. Check the disk.',
})
