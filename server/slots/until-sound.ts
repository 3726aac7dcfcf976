import { HubError } from '../lib/errors.ts'

/**
 * Runs what reads the current version of a slot. Where its copy turns out to be damaged, it was set
 * aside, and the version before is current now: then it runs once more.
 */
export async function untilSound<T>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'content_damaged')) throw error
    }
  }
}
