import type { AppFiles, Version } from '../storage/store.ts'

/** The files of an app at a glance. Folders are not counted. */
export interface FilesSummary {
  /** How many there are, without those that devices have deleted. */
  readonly count: number
  /** What these take up without their histories, in bytes. */
  readonly size: number
  /** How many were deleted and can be brought back. */
  readonly deleted: number
  /** What came last, which may be that a file was deleted. */
  readonly newest: Version | undefined
}

export function summariseFiles(files: AppFiles): FilesSummary {
  let [count, size, deleted] = [0, 0, 0]
  let newest: Version | undefined
  for (const { current, stored } of files.all()) {
    if (current.mark === 'folder') continue
    if (current.mark === 'deleted') {
      // A folder that is gone holds nothing to bring back.
      if (stored === 0) continue
      deleted += 1
    } else {
      count += 1
      size += current.size
    }
    if (!newest || current.receivedAt > newest.receivedAt) newest = current
  }
  return { count, size, deleted, newest }
}
