import type { StoreProblem } from '../storage/store-problem.ts'
import { type Check, check } from './check.ts'

/** What the owner is told of files that were found damaged. */
export const damagedFiles = (problems: readonly StoreProblem[]): Check =>
  check('files_damaged', 'warning', {
    n: problems.length,
    files: problems.map(({ file, problem }) => `${file}: ${problem}`).join('; '),
  })
